/** Where one can jump to, the likeliest first. */
import { displayName, type User } from "../../domain/types.ts";
import type { ChatStore } from "../../store/chat.ts";
import type { Store } from "../../store/store.ts";
import { iconOf, nameOf } from "../../ui/chat.ts";
import { fit } from "./fuzzy.ts";

export interface Target {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly icon?: string;
  readonly userId?: number;
  readonly unread: number;
  readonly isCall: boolean;
  readonly go: { readonly chatId: number } | { readonly roomId: number } | { readonly userId: number };
  /** Which characters of the label were typed. */
  readonly places: readonly number[];
}

const MOST = 20;
const RECENT = 8; // a place visited lately outweighs a slightly better fit

/** `recent`: ids of chats, the latest first. `found`: people whom the server knows by this name. */
export function targetsFor(store: Store, query: string, recent: readonly number[], found: readonly User[]): Target[] {
  const chats = [...store.chats.value.values()].map((chat) => targetOfChat(store, chat));
  const rooms = store.roomList.value.map(targetOfRoom);
  const direct = new Set(chats.map((each) => each.userId));
  const strangers = query.trim() ? found.filter((user) => !direct.has(user.id)).map(targetOfPerson) : [];
  return query.trim() ? rank([...chats, ...rooms, ...strangers], query, recent) : lately(chats, recent);
}

function rank(targets: readonly Target[], query: string, recent: readonly number[]): Target[] {
  const wanted = query.replace(/^[#@]/, "");
  const ranked = targets.flatMap((target) => {
    const found = fit(wanted, target.label);
    const other = found ? null : fit(wanted, target.detail);
    const fitting = found ?? other;
    if (!fitting) return [];
    const place = "chatId" in target.go ? recent.indexOf(target.go.chatId) : -1;
    const score = fitting.score + (place < 0 ? 0 : RECENT - Math.min(place, RECENT)) + (target.unread ? 2 : 0);
    return [{ target: { ...target, places: found?.places ?? [] }, score: other ? score - 40 : score }];
  });
  return ranked
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map((each) => each.target);
}

/** Before a letter is typed: where somebody waits, then where one was, then what was written in last. */
function lately(chats: readonly Target[], recent: readonly number[]): Target[] {
  const [current, ...before] = recent;
  const placeOf = (target: Target) => {
    const place = "chatId" in target.go ? before.indexOf(target.go.chatId) : -1;
    return place < 0 ? before.length : place;
  };
  return chats
    .filter((target) => !("chatId" in target.go) || target.go.chatId !== current)
    .sort((a, b) => Number(b.isCall) - Number(a.isCall) || placeOf(a) - placeOf(b) || b.unread - a.unread)
    .slice(0, MOST);
}

function targetOfChat(store: Store, { chat: { value: chat } }: ChatStore): Target {
  const isChannel = chat.kind === "channel";
  const user = chat.kind === "direct" && chat.user_id ? store.user(chat.user_id).value : null;
  return {
    key: `c${chat.chat_id}`,
    label: nameOf(chat, store),
    detail: isChannel ? (store.rooms.value.get(chat.room_id ?? 0)?.room_name ?? "") : user ? `@${user.username}` : "",
    ...(chat.kind === "direct" && chat.user_id ? { userId: chat.user_id } : { icon: iconOf(chat) }),
    unread: chat.notifications === "none" ? 0 : chat.NewMsgCount,
    isCall: chat.MentionCount > 0 || (!isChannel && chat.NewMsgCount > 0 && chat.notifications !== "none"),
    go: { chatId: chat.chat_id },
    places: [],
  };
}

function targetOfRoom({ room_id, room_name }: { room_id: number; room_name: string }): Target {
  const go = { roomId: room_id };
  return { key: `r${room_id}`, label: room_name, detail: "", icon: "server", unread: 0, isCall: false, go, places: [] };
}

function targetOfPerson(user: User): Target {
  return {
    key: `u${user.id}`,
    label: displayName(user),
    detail: `@${user.username}`,
    userId: user.id,
    unread: 0,
    isCall: false,
    go: { userId: user.id },
    places: [],
  };
}
