/** Pages of history, loaded when somebody looks. */
import type { Message, User } from "../domain/types.ts";
import type { Store } from "../store/store.ts";
import type { Api } from "./api.ts";

export const PAGE = 50;

interface Answer {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

export class Pages {
  private readonly store: Store;
  private readonly api: Api;
  private readonly loading = new Map<string, Promise<void>>();

  constructor(store: Store, api: Api) {
    this.store = store;
    this.api = api;
  }

  /** The newest page of a chat, unless it is known. */
  async loadNewest(chatId: number): Promise<void> {
    const chat = this.store.chats.peek().get(chatId);
    if (!chat) return;
    const { last_seq } = chat.chat.peek();
    if (last_seq && chat.history.knows(last_seq)) return;
    await this.load(chatId, { before: last_seq + 1 });
  }

  /** The page before this message. */
  loadBefore(chatId: number, seq: number): Promise<void> {
    return this.load(chatId, { before: seq });
  }

  /** The page after this message. */
  loadAfter(chatId: number, seq: number): Promise<void> {
    return this.load(chatId, { after: seq });
  }

  /** A page with this message in its middle. */
  loadAround(chatId: number, seq: number): Promise<void> {
    return this.load(chatId, { around: seq });
  }

  private load(chatId: number, where: { before?: number; after?: number; around?: number }): Promise<void> {
    const key = JSON.stringify([chatId, where]);
    const running = this.loading.get(key) ?? this.fetch(chatId, where).finally(() => this.loading.delete(key));
    this.loading.set(key, running);
    return running;
  }

  private async fetch(chatId: number, where: { before?: number; after?: number; around?: number }): Promise<void> {
    const page = await this.api.get<Answer>(`/chats/${chatId}/messages`, { ...where, limit: PAGE });
    const chat = this.store.chats.peek().get(chatId);
    if (!chat) return;
    const { messages } = page;
    const isWhole = messages.length < PAGE && !page.more;
    const first = messages[0]?.seq ?? where.before ?? where.after ?? where.around ?? 1;
    const last = messages.at(-1)?.seq ?? first;
    const from = where.before !== undefined && isWhole ? 1 : where.after !== undefined ? where.after + 1 : first;
    const to = where.before !== undefined ? where.before - 1 : isWhole ? chat.chat.peek().last_seq : last;
    chat.takePage(messages, from, to);
    this.learnAuthors(messages);
  }

  /** Load the profiles of those who wrote this and are not known. */
  private learnAuthors(messages: readonly Message[]): void {
    const ids = new Set(messages.map((message) => message.author_id));
    for (const id of ids) {
      if (this.store.user(id).peek()) continue;
      this.api
        .get<User>(`/users/${id}`)
        .then((user) => this.store.learnUsers([user]))
        .catch(() => {}); // shown without a name until it is asked for again
    }
  }
}
