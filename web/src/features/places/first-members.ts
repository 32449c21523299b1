/** Who is in a room or a chat, as the page begins with it: those who are listed first. */
import { useClient } from "../../app/context.ts";
import type { Member } from "../../domain/types.ts";
import type { Page } from "../../sync/api.ts";
import { keyOf, type Source } from "../../sync/members.ts";
import { useLoaded } from "../../ui/loaded.ts";

/** What is known of them is there at once, and loaded again when somebody came, left or changed role. */
export function useFirstMembers(source: Source): Page<Member> | null {
  const { members } = useClient();
  const key = keyOf(source);
  const load = async () => ({ key, page: await members.first(source) });
  const { value } = useLoaded(load, [key, members.revision(source)]);
  return value?.key === key ? value.page : members.known(source);
}
