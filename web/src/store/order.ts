/** In which order rooms and chats stand. */
import type { ChatStore } from "./chat.ts";

let collator: Intl.Collator | null = null;

/** "Bed 2" before "bed 10". Made when it is needed: a browser takes its time for the first. */
export function compareNames(one: string, other: string): number {
  collator ??= new Intl.Collator(undefined, { numeric: true });
  return collator.compare(one, other);
}

/** Last activity first. */
export function byActivity(a: ChatStore, b: ChatStore): number {
  const [left, right] = [a.activeAt.value, b.activeAt.value];
  return left === right ? b.id - a.id : left < right ? 1 : -1;
}
