/** What someone may do with a message: their own always, another's where they moderate (docs/trust.md). */
import { allows, placeOf, roleIn } from "../../domain/rights.ts";
import type { Chat, Message } from "../../domain/types.ts";
import type { Store } from "../../store/store.ts";

export function rightsTo(store: Store, chat: Chat, message: Message): { edit: boolean; delete: boolean } {
  const isMine = message.author_id === store.myId;
  return { edit: isMine, delete: isMine || moderates(store, chat) };
}

function moderates(store: Store, chat: Chat): boolean {
  const role = roleIn(chat, store.rooms.peek().get(chat.room_id ?? 0)?.role);
  return allows("delete a message of someone else's", placeOf(chat), role);
}
