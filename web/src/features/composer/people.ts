/** Whom one may call in a chat. Kept until the members change; large rooms are asked for each beginning of a name. */
import type { Member } from "../../domain/types.ts";
import type { ChatStore } from "../../store/chat.ts";
import { listChatMembers, listRoomMembers, type Members } from "../../sync/api/members.ts";
import type { Client } from "../../sync/client.ts";
import { rankPeople } from "./ranking.ts";

const PAGES = 10; // of a group or a private channel
const CROWD = 50; // people in a channel, beyond which only those who moderate call everyone
const RECENT = 100; // messages that are looked at for who wrote last

interface Known {
  readonly revision: string;
  readonly all: Promise<Members>;
  readonly found: Map<string, Promise<Members>>;
}

export class People {
  private readonly client: Client;
  private readonly chat: ChatStore;
  private known: Known | null = null;

  constructor(client: Client, chat: ChatStore) {
    this.client = client;
    this.chat = chat;
  }

  /** Those in the chat whom this fits, the likeliest first, without oneself. */
  async find(query: string): Promise<readonly Member[]> {
    const { all, found } = this.renew();
    let { members, more } = await all;
    const roomId = this.roomId;
    if (more && query && roomId) {
      const asked = found.get(query) ?? listRoomMembers(this.client.api, roomId, 0, query);
      found.set(query, asked);
      asked.catch(() => found.delete(query));
      ({ members, more } = await asked);
    }
    const others = members.filter((member) => member.user_id !== this.client.store.myId);
    return rankPeople(others, query, this.recentAuthors());
  }

  /** Whether `@all` would call everyone. */
  async mayCallAll(): Promise<boolean> {
    const { kind } = this.chat.chat.peek();
    if (kind !== "channel") return kind === "group";
    const { members, more } = await this.renew().all;
    if (!more && members.length <= CROWD) return true;
    const own = members.find((member) => member.user_id === this.client.store.myId)?.role ?? this.roomRole;
    return own === "owner" || own === "admin";
  }

  /** The room whose members are those of the chat: that of a public channel. */
  private get roomId(): number | undefined {
    const { kind, room_id, private: isPrivate } = this.chat.chat.peek();
    return kind === "channel" && !isPrivate ? room_id : undefined;
  }

  private get roomRole() {
    return this.client.store.rooms.peek().get(this.chat.chat.peek().room_id ?? 0)?.role;
  }

  private renew(): Known {
    const revisions = this.client.store.membersRevision.peek();
    const key = this.roomId ? `room:${this.roomId}` : `chat:${this.chat.id}`;
    const revision = `${revisions.get(key)}/${this.chat.chat.peek().members_version}`;
    if (this.known?.revision !== revision) {
      const all = this.roomId ? listRoomMembers(this.client.api, this.roomId) : this.listChat();
      this.known = { revision, all, found: new Map() };
      all.catch(() => {
        this.known = null;
      });
    }
    return this.known;
  }

  private async listChat(): Promise<Members> {
    const members: Member[] = [];
    for (let page = 0; page < PAGES; page++) {
      const answer = await listChatMembers(this.client.api, this.chat.id, members.at(-1)?.user_id);
      members.push(...answer.members);
      if (!answer.more) return { members, more: false };
    }
    return { members, more: true };
  }

  private recentAuthors(): readonly number[] {
    const messages = this.chat.history.newest?.messages.slice(-RECENT) ?? [];
    return [...new Set(messages.map((message) => message.author_id).reverse())];
  }
}
