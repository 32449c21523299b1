/** Where one is among the rooms, and where one was in each. */
import { computed, type ReadonlySignal } from "@preact/signals";
import { go, type How, type Route, route } from "../../app/routes.ts";
import { keep, readKept } from "../../platform/kept.ts";
import type { Store } from "../../store/store.ts";
import { isNarrow } from "../../ui/narrow.ts";

const LAST = "besedka.chat";
const lastChats = new Map<number | null, number>();

/** Which room's channels are listed, also those of a channel that has just gone; null: direct and group chats. */
export function chosenRoom(store: Store): ReadonlySignal<number | null> {
  return computed(() => {
    const at = route.value;
    if (at.at === "room") return at.roomId;
    if (at.at !== "chat") return null;
    const chat = store.chat(at.chatId);
    if (chat) return chat.profile.value.room_id ?? null;
    const room = roomOfGone(at.chatId);
    return room !== null && store.rooms.value.has(room) ? room : null;
  });
}

/** The room of a chat that was open and is no more. */
export function roomOfGone(chatId: number): number | null {
  for (const [room, last] of lastChats) if (last === chatId) return room;
  return null;
}

/** One is in this chat: coming back to its room, or to the chats outside of any, is coming back to it. */
export function keepChat(store: Store, chatId: number): void {
  const chat = store.chats.peek().get(chatId);
  if (!chat) return;
  lastChats.set(chat.chat.peek().room_id ?? null, chatId);
  keep(LAST, String(chatId));
}

/** The chat to begin with where no address says it: that in which one was last in this browser. A phone begins with the lists. */
export function chatToBegin(): number | null {
  const isBegun = lastChats.size > 0 || route.peek().at !== "home";
  return isBegun || isNarrow.peek() ? null : Number(readKept(LAST)) || null;
}

/** Be there, if it is known and still there. Whether one is. */
export function goToLast(store: Store): boolean {
  const chatId = chatToBegin();
  if (!chatId || !store.chats.peek().has(chatId)) return false;
  go({ at: "chat", chatId }, { replace: true });
  return true;
}

/** What is shown of a room, or of the chats outside of any: the last chat that was open there. A phone shows the list. */
export function placeToOpen(store: Store, roomId: number | null): Route {
  const list: Route = roomId === null ? { at: "home" } : { at: "room", roomId };
  if (isNarrow.peek()) return list;
  const chats = roomId === null ? store.conversations.peek() : store.channelsOf(roomId);
  const last = chats.find((each) => each.id === lastChats.get(roomId)) ?? chats[0];
  return last ? { at: "chat", chatId: last.id } : list;
}

let returned: Route | null = null;

/** Go there: the list is as it was left, wherever one had scrolled in it. */
export function comeBack(store: Store, roomId: number | null, how: How = {}): void {
  returned = placeToOpen(store, roomId);
  go(returned, how);
}

/** Whether one is where one is by that. */
export function hasComeBack(): boolean {
  return route.peek() === returned;
}
