/** Who is in a room or a chat, page by page; loaded again when somebody came, left or changed role. */
import { useClient } from "../../app/context.ts";
import { type ChatProfile, displayName, type Member } from "../../domain/types.ts";
import { listChatMembers, listRoomMembers } from "../../sync/api/members.ts";
import type { Page } from "../../sync/api.ts";
import type { Client } from "../../sync/client.ts";
import { useLoaded } from "../../ui/loaded.ts";
import { usePaged } from "../../ui/paged.tsx";
import { useSettled } from "../../ui/settled.ts";

/** Where members are listed: who is in a public channel is who is in its room. */
export type Source = { readonly roomId: number } | { readonly chatId: number };

const PAGES_LOOKED_THROUGH = 5; // of a chat, whose members the server does not find by name

export function sourceOf(chat: ChatProfile): Source {
  return chat.room_id && !chat.private ? { roomId: chat.room_id } : { chatId: chat.chat_id };
}

/** Whether there is a list of who is in it. */
export function isPeopled(chat: ChatProfile): boolean {
  return chat.kind !== "direct";
}

export function useMembers(source: Source, query: string) {
  const client = useClient();
  const key = "roomId" in source ? `room:${source.roomId}` : `chat:${source.chatId}`;
  const moved = useRevision(client, source, key);
  const wanted = useSettled(query);
  const { value, problem } = useLoaded(
    async () => ({ key, ...(await firstPage(client, source, wanted)) }),
    [key, wanted, moved],
  );
  const first = value?.key === key ? value : null;
  const list = usePaged<Member>(first, (last) => pageOf(client, source, last.user_id, wanted));
  return { list: first && list, problem };
}

/** Raised when the list has to be loaded anew. What someone in a private channel is in its room is in its list, too. */
function useRevision({ store }: Client, source: Source, key: string): string {
  const revisions = store.membersRevision.value;
  const roomId = "chatId" in source && store.chat(source.chatId)?.profile.value.room_id;
  return `${revisions.get(key)}/${roomId && revisions.get(`room:${roomId}`)}`;
}

async function pageOf(client: Client, source: Source, after: number, query: string): Promise<Page<Member>> {
  const { api, store } = client;
  const asked =
    "roomId" in source ? listRoomMembers(api, source.roomId, after, query) : listChatMembers(api, source.chatId, after);
  const { members, more } = await asked;
  store.people.refresh(members);
  return { items: members, more };
}

async function firstPage(client: Client, source: Source, query: string): Promise<Page<Member>> {
  if ("roomId" in source || !query) return pageOf(client, source, 0, query);
  return { items: (await lookThrough(client, source)).filter((member) => isCalled(member, query)), more: false };
}

async function lookThrough(client: Client, source: Source): Promise<Member[]> {
  const found: Member[] = [];
  for (let page = 0; page < PAGES_LOOKED_THROUGH; page++) {
    const { items, more } = await pageOf(client, source, found.at(-1)?.user_id ?? 0, "");
    found.push(...items);
    if (!more) break;
  }
  return found;
}

export function isCalled(member: Pick<Member, "name" | "username">, query: string): boolean {
  const wanted = query.toLocaleLowerCase();
  return [displayName(member), member.username].some((name) => name.toLocaleLowerCase().includes(wanted));
}
