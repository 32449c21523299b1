/** Changing one's newest message. It may not be on the server yet: then it is waited for, a little. */
import { effect, untracked } from "@preact/signals";
import type { ChatStore } from "../../store/chat.ts";
import type { Pending } from "../../store/pending.ts";
import type { Client } from "../../sync/client.ts";
import type { Sheet } from "./sheet.ts";

const PATIENCE = 3_000; // milliseconds

export class Last {
  private readonly client: Client;
  private readonly chat: ChatStore;
  private readonly sheet: Sheet;
  private readonly sayUnsent: () => void;
  private stop: (() => void) | null = null;

  /** `sayUnsent`: it can't be changed, for it was not sent. */
  constructor(client: Client, chat: ChatStore, sheet: Sheet, sayUnsent: () => void) {
    this.client = client;
    this.chat = chat;
    this.sheet = sheet;
    this.sayUnsent = sayUnsent;
  }

  /** Have it in the field, at once or as soon as the server has it. Whether there is one, or will be. */
  edit(): boolean {
    if (!this.isFree()) return false;
    const waiting = this.chat.pending.peek().at(-1);
    if (!waiting) return this.open();
    if (!this.stop) this.waitFor(waiting);
    return true;
  }

  /** Something else is done: what was waited for is not wanted any more. */
  leave(): void {
    this.stop?.();
    this.stop = null;
  }

  private waitFor({ nonce }: Pending): void {
    const cancel = this.client.ports.after(PATIENCE, () => this.giveUp());
    const unfollow = effect(() => {
      const pending = this.chat.pending.value.find((each) => each.nonce === nonce);
      untracked(() => this.look(pending));
    });
    this.stop = () => {
      cancel();
      unfollow();
    };
    this.look(this.chat.pending.peek().find((each) => each.nonce === nonce));
  }

  private look(pending: Pending | undefined): void {
    if (!this.stop || (pending && pending.state !== "failed")) return;
    if (pending) return this.giveUp();
    this.leave();
    if (this.isFree()) this.open();
  }

  private giveUp(): void {
    this.leave();
    this.sayUnsent();
  }

  private open(): boolean {
    const messages = this.chat.history.newest?.messages ?? [];
    const last = messages.findLast((message) => message.author_id === this.client.store.myId && !message.deleted);
    if (last) this.sheet.startEdit(last);
    return last !== undefined;
  }

  private isFree(): boolean {
    return this.sheet.isEmpty.peek() && !this.sheet.editing.peek();
  }
}
