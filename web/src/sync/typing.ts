/** Who writes: shown for a few seconds after it was told, told every few seconds while one writes. */
import type { Store } from "../store/store.ts";
import type { Gateway } from "./gateway.ts";
import type { Ports } from "./ports.ts";

const SHOWN = 5_000; // milliseconds
const TOLD_EVERY = 2_500;

export class Typing {
  private readonly store: Store;
  private readonly gateway: Gateway;
  private readonly ports: Ports;
  private readonly ends = new Map<string, () => void>();
  private told = { chatId: 0, at: 0 };

  constructor(store: Store, gateway: Gateway, ports: Ports) {
    this.store = store;
    this.gateway = gateway;
    this.ports = ports;
  }

  /** Somebody writes, as was told a moment ago. */
  show(chatId: number, userId: number): void {
    const key = `${chatId} ${userId}`;
    this.ends.get(key)?.();
    const end = this.ports.after(SHOWN, () => {
      this.ends.delete(key);
      this.store.chats.peek().get(chatId)?.endTyping(userId);
    });
    this.ends.set(key, end);
  }

  /** One writes oneself. */
  tell(chatId: number): void {
    const now = this.ports.now();
    if (this.told.chatId === chatId && now - this.told.at < TOLD_EVERY) return;
    this.told = { chatId, at: now };
    this.gateway.tell({ op: "typing", chat_id: chatId });
  }

  /** What was written is sent: the next letter is news again. */
  stop(): void {
    this.told = { chatId: 0, at: 0 };
  }
}
