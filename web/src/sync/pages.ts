/** Pages of history, loaded when somebody looks. */
import { prepareToRead } from "../domain/reading.ts";
import type { Message } from "../domain/types.ts";
import type { ChatStore } from "../store/chat.ts";
import type { Ticket } from "../store/log.ts";
import type { Store } from "../store/store.ts";
import type { Api } from "./api.ts";

export const PAGE = 50;
export const ON_SCREEN = 2000; // messages kept of the chat on the screen
export const IN_REST = 100; // of any other
const END = Number.MAX_SAFE_INTEGER;

/** One of the three, or none: the newest page. */
export interface Where {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
}

interface Answer {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

export class Pages {
  /** Called before the first page of a chat is asked for: what was kept on the device may do. Null: nothing is. */
  restore: (chatId: number) => Promise<void> | null = () => null;
  /** A page has come. */
  onTaken: (chatId: number) => void = () => {};
  private readonly store: Store;
  private readonly api: Api;
  private readonly loading = new Map<string, Promise<void>>();
  private looked = { chatId: 0, seq: END };

  constructor(store: Store, api: Api) {
    this.store = store;
    this.api = api;
  }

  /** Where somebody reads, without a `seq` at the end: what is kept of a long chat is what is near. */
  look(chatId: number, seq = END): void {
    this.looked = { chatId, seq };
  }

  lookedAt(chatId: number): number {
    return this.looked.chatId === chatId ? this.looked.seq : END;
  }

  /** The newest page of a chat, unless it is known. Where nothing is kept it is asked for before this returns, and anything rendered. */
  async loadNewest(chatId: number): Promise<void> {
    const chat = this.store.chats.peek().get(chatId);
    if (!chat) return;
    const restored = this.restore(chatId);
    if (restored) await restored;
    const { last_seq } = chat.chat.peek();
    if (last_seq && !chat.history.knows(last_seq)) await this.load(chatId, {});
  }

  /** The newest page, instead of all that is known of the chat. */
  reload(chatId: number): Promise<void> {
    return this.once(`reload ${chatId}`, () => this.fetch(chatId, {}, true));
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

  private load(chatId: number, where: Where): Promise<void> {
    return this.once(JSON.stringify([chatId, where]), () => this.fetch(chatId, where, false));
  }

  /** Two who want the same wait for the same. */
  private once(key: string, load: () => Promise<void>): Promise<void> {
    const running = this.loading.get(key) ?? load().finally(() => this.loading.delete(key));
    this.loading.set(key, running);
    return running;
  }

  private async fetch(chatId: number, where: Where, isAnew: boolean): Promise<void> {
    const chat = this.store.chats.peek().get(chatId);
    if (!chat) return;
    this.look(chatId, where.before ?? where.after ?? where.around);
    const ticket = chat.log.expectPage(chat.now);
    try {
      const page = await this.api.get<Answer>(`/chats/${chatId}/messages`, { ...where, limit: PAGE });
      await prepareToRead(page.messages);
      const { from, to } = reach(page, where, ticket.lastSeq);
      this.take(chat, ticket, { ...page, from, to, isAnew });
    } finally {
      chat.log.giveUp(ticket);
    }
    chat.log.shrink(ON_SCREEN, this.lookedAt(chatId));
    this.onTaken(chatId);
  }

  private take(chat: ChatStore, ticket: Ticket, page: Answer & { from: number; to: number; isAnew: boolean }): void {
    if (page.isAnew) chat.log.startAnew(ticket, page.messages, page.from, page.to);
    else chat.log.takePage(ticket, page.messages, page.from, page.to);
  }
}

/** From where to where everything is known by a page. `lastSeq`: of the chat when it was asked for. */
export function reach(page: Answer, where: Where, lastSeq: number): { from: number; to: number } {
  const first = page.messages[0]?.seq;
  const last = page.messages.at(-1)?.seq;
  if (where.after !== undefined) {
    return { from: where.after + 1, to: page.more ? (last ?? where.after) : Math.max(last ?? 0, lastSeq) };
  }
  if (where.around !== undefined) return reachAround(page, where.around, lastSeq);
  const to = where.before === undefined ? Math.max(last ?? 0, lastSeq) : where.before - 1;
  return { from: page.more ? (first ?? to + 1) : 1, to };
}

/** `more` does not say in which direction; but where there is nothing on a side, there is no more either. */
function reachAround(page: Answer, seq: number, lastSeq: number): { from: number; to: number } {
  const first = page.messages[0]?.seq ?? seq;
  const last = page.messages.at(-1)?.seq ?? seq - 1;
  const hasBefore = page.more && first < seq;
  const hasAfter = page.more && last >= seq;
  return { from: hasBefore ? first : 1, to: hasAfter ? last : Math.max(last, lastSeq) };
}
