/** The first page of who is in a room or chat: asked for once a connection, and again when somebody came, left or changed role. */
import type { ChatProfile, Member } from "../domain/types.ts";
import type { Store } from "../store/store.ts";
import { listChatMembers, listRoomMembers } from "./api/members.ts";
import type { Api, Page } from "./api.ts";

const KEPT_MOST = 50; // pages: those asked for last

/** Where members are listed: who is in a public channel is who is in its room. */
export type Source = { readonly roomId: number } | { readonly chatId: number };

interface Kept {
  readonly revision: string;
  readonly asked: Promise<Page<Member>>;
  page: Page<Member> | null;
}

export class MemberPages {
  private readonly store: Store;
  private readonly api: Api;
  private readonly kept = new Map<string, Kept>();

  constructor(store: Store, api: Api) {
    this.store = store;
    this.api = api;
  }

  /** Another one once the members have changed. Who is put into a private channel's room is in its list, too. */
  revision(source: Source): string {
    const revisions = this.store.membersRevision.value;
    const roomId = "chatId" in source && this.store.chat(source.chatId)?.profile.value.room_id;
    return `${revisions.get(keyOf(source))}/${roomId && revisions.get(`room:${roomId}`)}`;
  }

  /** The first page as it is by now, if it is here. */
  known(source: Source): Page<Member> | null {
    const kept = this.kept.get(keyOf(source));
    return kept?.revision === this.revision(source) ? kept.page : null;
  }

  /** The first page as it is by now. Raises `Problem`. */
  first(source: Source): Promise<Page<Member>> {
    const [key, revision] = [keyOf(source), this.revision(source)];
    const kept = this.kept.get(key);
    if (kept?.revision === revision) return kept.asked;
    const asked = this.after(source, 0);
    this.keep(key, { revision, asked, page: null });
    return asked;
  }

  /** The page after this person; of a room those alone whom `query` fits. Raises `Problem`. */
  async after(source: Source, userId: number, query = ""): Promise<Page<Member>> {
    const { members, more } = await ("roomId" in source
      ? listRoomMembers(this.api, source.roomId, userId, query)
      : listChatMembers(this.api, source.chatId, userId));
    this.store.people.refresh(members);
    return { items: members, more };
  }

  /** A new connection, on which others may have been renamed unheard; or somebody else is next. */
  clear(): void {
    this.kept.clear();
  }

  private keep(key: string, kept: Kept): void {
    this.kept.delete(key);
    this.kept.set(key, kept);
    for (const oldest of this.kept.keys()) if (this.kept.size > KEPT_MOST) this.kept.delete(oldest);
    kept.asked.then(
      (page) => {
        kept.page = page;
      },
      () => this.kept.get(key) === kept && this.kept.delete(key),
    );
  }
}

export function sourceOf(chat: ChatProfile): Source {
  return chat.room_id && !chat.private ? { roomId: chat.room_id } : { chatId: chat.chat_id };
}

/** As in `Store.membersRevision`. */
export function keyOf(source: Source): string {
  return "roomId" in source ? `room:${source.roomId}` : `chat:${source.chatId}`;
}
