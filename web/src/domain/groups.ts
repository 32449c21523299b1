/** What a group is called that has no name of its own. Pure. */
import { type Chat, displayName, type User } from "./types.ts";

const BETWEEN = ", ";

/**
 * A chat's name to one of its members. A group without a name is called by the names of all that are in it; whoever reads that
 * knows that they are there.
 */
export function nameFor(chat: Pick<Chat, "kind" | "Name">, me: User | null): string {
  if (chat.kind !== "group" || !me) return chat.Name;
  const names = chat.Name.split(BETWEEN);
  const mine = names.indexOf(displayName(me));
  return mine < 0 || names.length < 2 ? chat.Name : names.toSpliced(mine, 1).join(BETWEEN);
}
