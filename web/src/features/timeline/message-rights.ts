/** What someone may do with a message: their own always, another's where they moderate (docs/trust.md). */
import type { Chat, Message } from "../../domain/types.ts";
import type { Store } from "../../store/store.ts";

export function rightsTo(store: Store, chat: Chat, message: Message): { edit: boolean; delete: boolean } {
  const isMine = message.author_id === store.myId;
  return { edit: isMine, delete: isMine || moderates(store, chat) };
}

/** In channels admins and owners of the room do. Who made a group does too: the server says no to anyone else. */
function moderates(store: Store, chat: Chat): boolean {
  if (chat.kind !== "channel") return false;
  const role = store.rooms.peek().get(chat.room_id ?? 0)?.role;
  return role === "owner" || role === "admin";
}
