/** Where one was in each chat: coming back to a chat is coming back to the place. */
import type { Place } from "./scroll.ts";
import type { TimelineWindow } from "./window.ts";

interface Left {
  readonly window: TimelineWindow;
  readonly place: Place;
  /** The first message that was seen: what to ask for if the window is kept no longer. */
  readonly seq: number;
}

const MOST = 100; // chats
const left = new Map<number, Left>();

export function keepPlace(chatId: number, window: TimelineWindow | null, place: Place, seq: number | undefined): void {
  left.delete(chatId);
  if (!window || place.isAtBottom || seq === undefined) return; // at the end is where a chat opens anyway
  left.set(chatId, { window, place, seq });
  if (left.size > MOST) left.delete(left.keys().next().value ?? 0);
}

export function placeOf(chatId: number): Left | undefined {
  return left.get(chatId);
}
