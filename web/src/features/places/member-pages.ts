/** Who is in a room or a chat, page by page; loaded again when somebody came, left or changed role. */
import { useCallback, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { type Chat, displayName, type Member } from "../../domain/types.ts";
import { listChatMembers, listRoomMembers, type Members } from "../../sync/api/members.ts";
import type { Api } from "../../sync/api.ts";
import { useLoaded } from "../../ui/loaded.ts";

/** Where members are listed: who is in a public channel is who is in its room. */
export type Source = { readonly roomId: number } | { readonly chatId: number };

const PAGES_LOOKED_THROUGH = 5; // of a chat, whose members the server does not find by name

export function sourceOf(chat: Chat): Source {
  return chat.room_id && !chat.private ? { roomId: chat.room_id } : { chatId: chat.chat_id };
}

/** Whether there is a list of who is in it. */
export function isPeopled(chat: Chat): boolean {
  return chat.kind !== "direct";
}

export function useMembers(source: Source, query: string) {
  const { api, store } = useClient();
  const key = "roomId" in source ? `room:${source.roomId}` : `chat:${source.chatId}`;
  const moved = store.membersRevision.value.get(key);
  const { value, problem, reload } = useLoaded(
    async () => ({ key, query, ...(await firstPage(api, source, query)) }),
    [key, query, moved],
  );
  const [next, setNext] = useState<{ after: object | null; pages: readonly Members[] }>({ after: null, pages: [] });
  const first = value?.key === key ? value : null;
  const pages = first && next.after === first ? [first, ...next.pages] : first ? [first] : [];
  const members = pages.flatMap((page) => page.members);
  const loadMore = useCallback(async () => {
    const page = await pageOf(api, source, members.at(-1)?.user_id ?? 0, query);
    setNext({ after: first, pages: [...pages.slice(1), page] });
  }, [api, first, members.length]);
  const list = first && { members, more: pages.at(-1)?.more ?? false };
  return { list, problem, reload, loadMore };
}

function pageOf(api: Api, source: Source, after: number, query: string): Promise<Members> {
  if ("roomId" in source) return listRoomMembers(api, source.roomId, after, query);
  return listChatMembers(api, source.chatId, after);
}

async function firstPage(api: Api, source: Source, query: string): Promise<Members> {
  if ("roomId" in source || !query) return pageOf(api, source, 0, query);
  return { members: (await lookThrough(api, source)).filter((member) => isCalled(member, query)), more: false };
}

async function lookThrough(api: Api, source: Source): Promise<Member[]> {
  const found: Member[] = [];
  for (let page = 0; page < PAGES_LOOKED_THROUGH; page++) {
    const { members, more } = await pageOf(api, source, found.at(-1)?.user_id ?? 0, "");
    found.push(...members);
    if (!more) break;
  }
  return found;
}

export function isCalled(member: Pick<Member, "name" | "username">, query: string): boolean {
  const wanted = query.toLocaleLowerCase();
  return [displayName(member), member.username].some((name) => name.toLocaleLowerCase().includes(wanted));
}
