/** What happened while nobody listened: asked for, the chat on the screen first, one question at a time. */
import { effect, type Signal, untracked } from "@preact/signals";
import type { ChatStore } from "../store/chat.ts";
import type { Store } from "../store/store.ts";
import type { Gateway } from "./gateway.ts";
import { IN_REST, ON_SCREEN, type Pages } from "./pages.ts";

const PORTION_CHATS = 500; // asked about at once
const PORTION_ROWS = 1000;
const SLACK = 1.25; // above what is kept, before it is cut back

export class CatchUp {
  /** An answer has come. */
  onTaken: (chatId: number) => void = () => {};
  private readonly store: Store;
  private readonly gateway: Gateway;
  private readonly pages: Pages;
  private readonly openChatId: Signal<number | null>;
  private isRunning = false;
  private isDue = false; // wished for while it runs: by a line that came before the end of the last one was noticed
  private shown: number | null = null;

  constructor(store: Store, gateway: Gateway, pages: Pages, openChatId: Signal<number | null>) {
    this.store = store;
    this.gateway = gateway;
    this.pages = pages;
    this.openChatId = openChatId;
    effect(() => {
      const chatId = openChatId.value;
      untracked(() => this.follow(chatId));
    });
  }

  /** There is a new connection. */
  begin(): void {
    for (const chat of this.store.chats.peek().values()) {
      if (chat.isFar && !this.isOpen(chat)) chat.log.forget();
    }
    // What was looked for without a connection.
    const open = this.openChatId.peek();
    if (open !== null) void this.pages.loadNewest(open).catch(() => {});
  }

  /** Ask about the chats of which something is missing, until nothing is. */
  async run(): Promise<void> {
    this.isDue = this.isRunning;
    if (this.isRunning || this.gateway.connection.peek() !== "open") return;
    this.isRunning = true;
    try {
      for (let chats = this.behind(); chats.length; chats = this.behind()) await this.ask(chats);
    } catch {
      // The line broke: `hello` will ask again.
    } finally {
      this.isRunning = false;
      if (this.isDue) void this.run();
    }
  }

  /** A chat has grown: keep what is kept bounded. */
  bound(chat: ChatStore | undefined): void {
    const limit = chat?.id === this.openChatId.peek() ? ON_SCREEN : IN_REST;
    if (chat && chat.history.size > limit * SLACK) chat.log.shrink(limit, this.pages.lookedAt(chat.id));
  }

  private follow(chatId: number | null): void {
    const left = this.shown;
    this.shown = chatId;
    if (left !== null && left !== chatId) this.bound(this.store.chats.peek().get(left));
    void this.run();
  }

  private async ask(chats: readonly ChatStore[]): Promise<void> {
    const [first] = chats;
    if (first?.isFar && first.id === this.openChatId.peek()) return this.pages.reload(first.id);
    const asked = chats.map((chat) => ({ chat_id: chat.id, since: chat.ask(this.isOpen(chat)) }));
    const { chats: answers } = await this.gateway.ask({ op: "resume", chats: asked, limit: PORTION_ROWS });
    if (!answers?.some((each) => each.left || !each.more || each.messages?.length))
      throw new Error("Nothing new was said.");
    // One that was left meanwhile, and met again, is another one.
    const current = this.store.chats.peek();
    const same = new Set(chats.filter((chat) => current.get(chat.id) === chat).map((chat) => chat.id));
    this.store.catchUp(answers.filter((answer) => same.has(answer.chat_id)));
    for (const chat of chats) {
      this.bound(chat);
      this.onTaken(chat.id);
    }
  }

  private behind(): ChatStore[] {
    const chats = [...this.store.chats.peek().values()].filter((chat) => chat.isBehind || this.isToShow(chat));
    return chats.sort((a, b) => Number(this.isOpen(b)) - Number(this.isOpen(a))).slice(0, PORTION_CHATS);
  }

  private isToShow(chat: ChatStore): boolean {
    return this.isOpen(chat) && chat.log.isOutdated;
  }

  private isOpen(chat: ChatStore): boolean {
    return chat.id === this.openChatId.peek();
  }
}
