/** How far one has read, on its way to the server: the newest word per chat, now and then, and again after a broken line. */
import type { ChatStore } from "../store/chat.ts";
import type { Store } from "../store/store.ts";
import { Problem } from "./api.ts";
import type { Gateway } from "./gateway.ts";
import type { Ports } from "./ports.ts";

const PAUSE = 400; // milliseconds between two words of one chat
const LATER = 3_000; // milliseconds, when the server can't write just now

export class Marks {
  private readonly store: Store;
  private readonly gateway: Gateway;
  private readonly ports: Ports;
  private readonly wanted = new Map<number, number>();
  private readonly running = new Map<number, Promise<void>>();
  private readonly nextAt = new Map<number, number>(); // when each may be said again
  private readonly pauses = new Map<number, () => void>(); // how each is ended before its time

  constructor(store: Store, gateway: Gateway, ports: Ports) {
    this.store = store;
    this.gateway = gateway;
    this.ports = ports;
  }

  /** All up to this message has been seen. */
  read(chatId: number, seq: number): Promise<void> {
    const chat = this.chat(chatId);
    if (seq <= Math.max(chat?.marker ?? 0, this.wanted.get(chatId) ?? 0)) return Promise.resolve();
    this.wanted.set(chatId, seq);
    chat?.see(seq);
    return this.run(chatId);
  }

  /** This message and all after it are to be unread. Raises `Problem`. */
  async unread(chatId: number, seq: number): Promise<void> {
    this.wanted.delete(chatId);
    this.pauses.get(chatId)?.();
    await this.running.get(chatId);
    this.chat(chatId)?.unsee(); // the server may never have heard of what was seen: then it moves nothing, and tells nobody
    await this.gateway.ask({ op: "read", chat_id: chatId, unread_from: seq });
  }

  /** There is a connection again. */
  resume(): void {
    this.nextAt.clear();
    for (const chatId of this.wanted.keys()) {
      // What the broken line has ended may not have noticed yet.
      const ended = this.running.get(chatId) ?? Promise.resolve();
      void ended.then(() => this.run(chatId));
    }
  }

  clear(): void {
    this.wanted.clear();
    for (const end of [...this.pauses.values()]) end();
  }

  private chat(chatId: number): ChatStore | undefined {
    return this.store.chats.peek().get(chatId);
  }

  private run(chatId: number): Promise<void> {
    const running = this.running.get(chatId) ?? this.send(chatId).finally(() => this.running.delete(chatId));
    this.running.set(chatId, running);
    return running;
  }

  private async send(chatId: number): Promise<void> {
    try {
      while (this.wanted.has(chatId)) {
        const pause = this.pauseOf(chatId);
        if (pause) await pause; // what is said first is said at once
        await this.say(chatId, this.wanted.get(chatId));
      }
    } catch (problem) {
      if (isProblem(problem, "offline")) return;
      this.wanted.delete(chatId);
      this.chat(chatId)?.unsee();
    }
  }

  private async say(chatId: number, seq: number | undefined): Promise<void> {
    if (seq === undefined) return; // it is not wanted any more
    this.nextAt.set(chatId, this.ports.now() + PAUSE);
    try {
      await this.gateway.ask({ op: "read", chat_id: chatId, seq });
      if (this.wanted.get(chatId) === seq) this.wanted.delete(chatId);
    } catch (problem) {
      if (!isProblem(problem, "unavailable")) throw problem;
      this.nextAt.set(chatId, this.ports.now() + LATER);
    }
  }

  private pauseOf(chatId: number): Promise<void> | undefined {
    const rest = (this.nextAt.get(chatId) ?? 0) - this.ports.now();
    if (rest <= 0) return undefined;
    return new Promise((resolve) => {
      const cancel = this.ports.after(rest, () => this.pauses.get(chatId)?.());
      this.pauses.set(chatId, () => {
        cancel();
        this.pauses.delete(chatId);
        resolve();
      });
    });
  }
}

function isProblem(problem: unknown, code: string): boolean {
  return problem instanceof Problem && problem.code === code;
}
