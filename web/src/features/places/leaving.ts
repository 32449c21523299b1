/** Away from what is no more. */
import { go, route } from "../../app/routes.ts";
import type { Chat } from "../../domain/types.ts";
import type { Store } from "../../store/store.ts";
import { chosenRoom, roomOfGone } from "./chosen.ts";

/**
 * The chat is no more, or not mine: if it is the one that is shown, its list is shown instead. The gateway may tell of it later
 * than the answer comes, and nobody is led back to it meanwhile.
 */
export function goFrom(store: Store, { chat_id, room_id }: Pick<Chat, "chat_id" | "room_id">): void {
  const at = route.peek();
  const isThere = at.at === "chat" && at.chatId === chat_id;
  if (isThere) go(room_id ? { at: "room", roomId: room_id } : { at: "home" }, { replace: true });
  store.apply({ t: "left", chat_id });
}

/** The same for a room, which the store may know no more. */
export function goFromRoom(store: Store, roomId: number): void {
  const at = route.peek();
  const isThere = at.at === "chat" && !store.chat(at.chatId) && roomOfGone(at.chatId) === roomId;
  if (isThere || chosenRoom(store).peek() === roomId) go({ at: "home" }, { replace: true });
}
