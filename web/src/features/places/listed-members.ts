/** Who is in a room or a chat, page by page, or found by name. */
import { useClient } from "../../app/context.ts";
import { displayName, type Member } from "../../domain/types.ts";
import type { Page } from "../../sync/api.ts";
import { keyOf, type MemberPages, type Source } from "../../sync/members.ts";
import { useLoaded } from "../../ui/loaded.ts";
import { usePaged } from "../../ui/paged.tsx";
import { useSettled } from "../../ui/settled.ts";

const PAGES_LOOKED_THROUGH = 5; // of a chat, whose members the server does not find by name

/** What is known of it is there at once, and loaded again when somebody came, left or changed role. */
export function useListedMembers(source: Source, query: string) {
  const { members } = useClient();
  const key = keyOf(source);
  const wanted = useSettled(query);
  const { value, problem } = useLoaded(
    async () => ({ key, page: await firstPage(members, source, wanted) }),
    [key, wanted, members.revision(source)],
  );
  const first = value?.key === key ? value.page : wanted ? null : members.known(source);
  const list = usePaged<Member>(first, (last) => members.after(source, last.user_id, wanted));
  return { list: first && list, problem };
}

async function firstPage(members: MemberPages, source: Source, query: string): Promise<Page<Member>> {
  if (!query) return members.first(source);
  if ("roomId" in source) return members.after(source, 0, query);
  return { items: (await lookThrough(members, source)).filter((member) => isCalled(member, query)), more: false };
}

async function lookThrough(members: MemberPages, source: Source): Promise<Member[]> {
  const found: Member[] = [];
  for (let page = 0; page < PAGES_LOOKED_THROUGH; page++) {
    const { items, more } = await members.after(source, found.at(-1)?.user_id ?? 0);
    found.push(...items);
    if (!more) break;
  }
  return found;
}

export function isCalled(member: Pick<Member, "name" | "username">, query: string): boolean {
  const wanted = query.toLocaleLowerCase();
  return [displayName(member), member.username].some((name) => name.toLocaleLowerCase().includes(wanted));
}
