/** The chats one after another, as the lists show them: for the keys that go from one to the next. */
import type { Chat } from "../../domain/types.ts";
import type { Store } from "../../store/store.ts";

/** The channels of all rooms, then the other chats. */
export function chatsInOrder(store: Store): readonly Chat[] {
  const rooms = store.roomList.peek().flatMap((room) => store.channelsOf(room.room_id));
  return [...rooms, ...store.conversations.peek()].map((each) => each.chat.peek());
}

/** The chat `step` places after this one, around the end; the first or the last one from nowhere. */
export function neighbour(chats: readonly Chat[], chatId: number | null, step: 1 | -1): number | null {
  if (!chats.length) return null;
  const at = chats.findIndex((chat) => chat.chat_id === chatId);
  const next = at < 0 ? (step > 0 ? 0 : chats.length - 1) : (at + step + chats.length) % chats.length;
  return chats[next]?.chat_id ?? null;
}

/** The same among those in which something is unread that one wants to be told of. */
export function unreadNeighbour(chats: readonly Chat[], chatId: number | null, step: 1 | -1): number | null {
  const at = chats.findIndex((chat) => chat.chat_id === chatId);
  const turned = [...chats.slice(at + 1), ...chats.slice(0, Math.max(at, 0))];
  const ahead = step > 0 ? turned : turned.reverse();
  return ahead.find(isWaiting)?.chat_id ?? null;
}

function isWaiting(chat: Chat): boolean {
  return chat.MentionCount > 0 || (chat.NewMsgCount > 0 && chat.notifications !== "none");
}
