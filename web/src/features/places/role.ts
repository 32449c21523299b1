/** What one is in a chat: `hello` does not say. */
import { useClient } from "../../app/context.ts";
import { higher, placeOf } from "../../domain/rights.ts";
import type { Chat, Role } from "../../domain/types.ts";
import { listChatMembers } from "../../sync/api/members.ts";
import type { Api } from "../../sync/api.ts";
import { useLoaded } from "../../ui/loaded.ts";

const MOST = 200; // chats of which it is remembered
const asked = new Map<string, Promise<Role>>();

/** One's role in a chat; the lowest that it can be until it is known. */
export function useRole(chat: Chat): Role {
  const { api, store } = useClient();
  const place = placeOf(chat);
  const isAsked = place === "private" || place === "group";
  const { chat_id, members_version } = chat;
  const { value } = useLoaded(
    async () => ({ chat_id, role: isAsked ? await roleIn(api, chat, store.myId) : ("member" as const) }),
    [chat_id, members_version, isAsked],
  );
  const inChat = value?.chat_id === chat_id ? value.role : "member";
  const inRoom = store.rooms.value.get(chat.room_id ?? 0)?.role ?? "member";
  return place === "public" ? inRoom : place === "private" ? higher(inRoom, inChat) : inChat;
}

/** Members come in the order of their ids: the first one after all below one's own is oneself. */
function roleIn(api: Api, chat: Chat, myId: number): Promise<Role> {
  const key = `${myId}:${chat.chat_id}:${chat.members_version}`;
  const known = asked.get(key);
  if (known) return known;
  const role = listChatMembers(api, chat.chat_id, myId - 1).then(
    ({ members }) => members.find((each) => each.user_id === myId)?.role ?? "member",
  );
  role.catch(() => asked.delete(key));
  asked.set(key, role);
  if (asked.size > MOST) asked.delete(asked.keys().next().value ?? "");
  return role;
}
