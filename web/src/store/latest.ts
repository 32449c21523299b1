/** The newest message of a chat that is not deleted, as lists show it (docs/gateway.md, "Keeping the last message"). */
import type { Chat, LastMessage, Message } from "../domain/types.ts";

const LENGTH = 140; // characters of its text

export class Latest {
  message: LastMessage | null;
  /** It was deleted, and which one comes before it is not known: ask, and `take` the answer. */
  isStale = false;
  private asOf: number;
  private seq: number;

  constructor(chat: Chat) {
    this.message = chat.last_message;
    this.asOf = chat.version;
    this.seq = chat.last_message?.seq ?? 0;
  }

  /** What the server says, which may be late. */
  take(chat: Chat): void {
    if (chat.version < this.asOf) return;
    this.message = chat.last_message;
    this.isStale = false;
    this.asOf = chat.version;
    this.seq = chat.last_message?.seq ?? 0;
  }

  /** A message is new, or has changed. */
  receive(message: Message): void {
    if (message.version <= this.asOf || message.seq < this.seq) return;
    if (message.deleted && message.seq > this.seq) return;
    this.asOf = message.version;
    this.seq = message.seq;
    this.isStale = message.deleted === true;
    this.message = message.deleted ? null : beginningOf(message);
  }
}

function beginningOf(message: Message): LastMessage {
  const text = [...message.text].slice(0, LENGTH).join("");
  return { seq: message.seq, author_id: message.author_id, text, created_at: message.created_at };
}
