/** Moves the read marker: only for what was seen, in a window that is visible and has the focus. */
import type { ChatStore } from "../../store/chat.ts";
import type { Client } from "../../sync/client.ts";
import type { TimelineModel } from "./model.ts";

const PAUSE = 400; // milliseconds between two markers that are sent

/** Whether the window is in sight and has the focus. */
export function isLookedAt(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

export class Reader {
  private readonly client: Client;
  private readonly chat: ChatStore;
  private sent = 0;
  private wanted = 0;
  private isWaiting = false;

  constructor(client: Client, chat: ChatStore) {
    this.client = client;
    this.chat = chat;
  }

  /** These rows are seen now. */
  look(keys: readonly string[], model: TimelineModel): void {
    if (!isLookedAt()) return;
    const seen = new Set(keys);
    const rows = model.rows.peek().filter((row) => row.kind === "message" && seen.has(row.key));
    const newest = rows.at(-1);
    if (newest?.kind === "message" && newest.message.seq > model.held) this.mark(newest.message.seq);
  }

  /** Call this whenever the window comes back to sight or focus; what is returned ends that. */
  watch(look: () => void): () => void {
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }

  private mark(seq: number): void {
    const { last_read_seq, NewMsgCount } = this.chat.chat.peek();
    if (seq <= Math.max(last_read_seq, this.sent) || !NewMsgCount) return;
    this.wanted = Math.max(this.wanted, seq);
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.send();
  }

  private send(): void {
    this.sent = this.wanted;
    // If the line is broken the marker is sent with the next thing that is seen.
    this.client.markRead(this.chat.id, this.sent).catch(() => {
      this.sent = 0;
    });
    this.client.ports.after(PAUSE, () => {
      this.isWaiting = false;
      if (this.wanted > this.sent) this.mark(this.wanted);
    });
  }
}
