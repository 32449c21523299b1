/** How far one has read, on its way to the server: the newest word per chat, again after a broken line. */
import type { Store } from "../store/store.ts";
import { Problem } from "./api.ts";
import type { Gateway } from "./gateway.ts";

export class Marks {
  private readonly store: Store;
  private readonly gateway: Gateway;
  private readonly wanted = new Map<number, number>();
  private readonly running = new Map<number, Promise<void>>();

  constructor(store: Store, gateway: Gateway) {
    this.store = store;
    this.gateway = gateway;
  }

  /** All up to this message has been seen. */
  read(chatId: number, seq: number): Promise<void> {
    const marker = this.store.chats.peek().get(chatId)?.chat.peek().last_read_seq ?? 0;
    if (seq <= Math.max(marker, this.wanted.get(chatId) ?? 0)) return Promise.resolve();
    this.wanted.set(chatId, seq);
    return this.run(chatId);
  }

  /** This message and all after it are to be unread. Raises `Problem`. */
  async unread(chatId: number, seq: number): Promise<void> {
    this.wanted.delete(chatId);
    await this.running.get(chatId);
    await this.gateway.ask({ op: "read", chat_id: chatId, unread_from: seq });
  }

  /** There is a connection again. */
  resume(): void {
    for (const chatId of this.wanted.keys()) {
      // What the broken line has ended may not have noticed yet.
      const ended = this.running.get(chatId) ?? Promise.resolve();
      void ended.then(() => this.run(chatId));
    }
  }

  clear(): void {
    this.wanted.clear();
  }

  private run(chatId: number): Promise<void> {
    const running = this.running.get(chatId) ?? this.send(chatId).finally(() => this.running.delete(chatId));
    this.running.set(chatId, running);
    return running;
  }

  private async send(chatId: number): Promise<void> {
    try {
      for (let seq = this.wanted.get(chatId); seq !== undefined; seq = this.wanted.get(chatId)) {
        await this.gateway.ask({ op: "read", chat_id: chatId, seq });
        if (this.wanted.get(chatId) === seq) this.wanted.delete(chatId);
      }
    } catch (problem) {
      if (problem instanceof Problem && problem.code === "offline") return;
      this.wanted.delete(chatId);
    }
  }
}
