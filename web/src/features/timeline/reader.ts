/** Moves the read marker: only for what was seen, in a window that is visible and has the focus. */
import type { ChatStore } from "../../store/chat.ts";
import type { Client } from "../../sync/client.ts";
import type { TimelineModel } from "./model.ts";

/** Whether the window is in sight and has the focus. */
export function isLookedAt(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

export class Reader {
  private readonly client: Client;
  private readonly chat: ChatStore;

  constructor(client: Client, chat: ChatStore) {
    this.client = client;
    this.chat = chat;
  }

  /** `keysOf`: of the rows that are seen now. To find out costs something: it is asked for only where there is something to read. */
  look(keysOf: () => readonly string[], model: TimelineModel): void {
    if (!isLookedAt() || !this.chat.isUnread) return;
    const seen = new Set(keysOf());
    const newest = model.rows.peek().findLast((row) => row.kind === "message" && seen.has(row.key));
    if (newest?.kind === "message" && newest.message.seq > model.held)
      void this.client.markRead(this.chat.id, newest.message.seq);
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
}
