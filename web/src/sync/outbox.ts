/** What was written here and is not acknowledged yet: in order per chat, sent again until it is. */
import { batch } from "@preact/signals";
import type { Message } from "../domain/types.ts";
import type { Pending } from "../store/pending.ts";
import type { Store } from "../store/store.ts";
import { type Api, Problem } from "./api.ts";
import type { Gateway } from "./gateway.ts";
import type { Ports } from "./ports.ts";

export interface Draft {
  readonly text: string;
  readonly replyTo?: number;
  readonly files?: readonly File[];
}

export class Outbox {
  private readonly store: Store;
  private readonly gateway: Gateway;
  private readonly ports: Ports;
  private readonly running = new Set<number>();

  constructor(store: Store, _api: Api, gateway: Gateway, ports: Ports) {
    this.store = store;
    this.gateway = gateway;
    this.ports = ports;
  }

  /** Take a message; it stands among the pending ones at once. Resolved once it is kept. */
  async add(chatId: number, draft: Draft): Promise<Pending> {
    const pending: Pending = {
      nonce: this.ports.uuid(),
      chatId,
      text: draft.text,
      ...(draft.replyTo === undefined ? {} : { replyTo: draft.replyTo }),
      files: [],
      writtenAt: this.ports.now(),
      state: "queued",
    };
    const chat = this.store.chats.peek().get(chatId);
    if (chat) chat.pending.value = [...chat.pending.peek(), pending];
    void this.runChat(chatId);
    return pending;
  }

  /** Try one again that has failed. */
  retry(chatId: number, nonce: string): void {
    this.update(chatId, nonce, { state: "queued" });
    void this.runChat(chatId);
  }

  discard(chatId: number, nonce: string): void {
    const chat = this.store.chats.peek().get(chatId);
    if (chat) chat.pending.value = chat.pending.peek().filter((each) => each.nonce !== nonce);
  }

  /** Send what waits. */
  run(): void {
    for (const chatId of this.store.chats.peek().keys()) void this.runChat(chatId);
  }

  /** A message came: if it is one of ours it is pending no longer. */
  meet(message: Message): void {
    if (message.nonce && message.author_id === this.store.myId) this.discard(message.chat_id, message.nonce);
  }

  private async runChat(chatId: number): Promise<void> {
    if (this.running.has(chatId)) return;
    this.running.add(chatId);
    try {
      for (let next = this.next(chatId); next; next = this.next(chatId)) await this.send(next);
    } catch {
      // The line broke: `run` is called when there is another.
    } finally {
      this.running.delete(chatId);
    }
  }

  private next(chatId: number): Pending | undefined {
    return this.store.chats
      .peek()
      .get(chatId)
      ?.pending.peek()
      .find((each) => each.state !== "failed");
  }

  private async send(pending: Pending): Promise<void> {
    const { chatId, nonce, text, replyTo } = pending;
    this.update(chatId, nonce, { state: "sending" });
    try {
      const reply = replyTo === undefined ? {} : { reply_to: replyTo };
      const { message } = await this.gateway.ask({ op: "send", chat_id: chatId, text, nonce, ...reply });
      batch(() => {
        if (message) this.store.chats.peek().get(chatId)?.showSent(message);
        this.discard(chatId, nonce);
      });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code === "offline") {
        this.update(chatId, nonce, { state: "queued" });
        throw problem;
      }
      this.update(chatId, nonce, { state: "failed", problem: problem.code });
    }
  }

  private update(chatId: number, nonce: string, change: Partial<Pending>): void {
    const chat = this.store.chats.peek().get(chatId);
    if (!chat) return;
    chat.pending.value = chat.pending.peek().map((each) => (each.nonce === nonce ? { ...each, ...change } : each));
  }
}
