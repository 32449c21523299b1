/** Tells of messages by notifications: one for each over all tabs, and none of what one knows or did not ask for. */
import { nameFor } from "../domain/groups.ts";
import { plainText } from "../domain/plain.ts";
import type { Chat, Message } from "../domain/types.ts";
import type { Store } from "../store/store.ts";
import { focusOf } from "./notices.ts";
import type { Ports } from "./ports.ts";

const HELD = 10_000; // milliseconds for which other tabs may be late with the same message
const BODY = 200; // characters
const AT_ONCE = 5; // in SPAN: of what comes faster one learns by what stands, and by what is unread
const SPAN = 10_000; // milliseconds

export class Teller {
  private readonly store: Store;
  private readonly ports: Ports;
  private readonly isInFront: (chatId: number) => boolean;
  private readonly shown = new Map<number, number>(); // by chat: the message of the notification that stands
  private readonly times: number[] = []; // when the last ones were shown

  /** `isInFront`: whether this window shows a chat, in front. */
  constructor(store: Store, ports: Ports, isInFront: (chatId: number) => boolean) {
    this.store = store;
    this.ports = ports;
    this.isInFront = isInFront;
  }

  /** A new message came, on a connection that stood. */
  async consider(message: Message): Promise<void> {
    const chat = this.chat(message.chat_id);
    if (!chat || !isToTell(message, chat, this.store)) return;
    if (await this.isLookedAt(message.chat_id)) return;
    if (this.ports.locks && !(await this.ports.locks.take(`besedka-notice-${message.id}`, HELD))) return;
    const now = this.chat(message.chat_id);
    if (!now || now.last_read_seq >= message.seq || !this.takeTurn()) return;
    this.shown.set(message.chat_id, message.seq);
    await this.ports.notifier?.show(this.describe(message, now)).catch(() => {});
  }

  /** A chat has changed: what is read needs no notification any more. */
  follow(chatId: number): void {
    const seq = this.shown.get(chatId);
    const chat = this.chat(chatId);
    if (seq === undefined || (chat && chat.last_read_seq < seq)) return;
    this.shown.delete(chatId);
    this.ports.notifier?.close(tagOf(chatId));
  }

  clear(): void {
    this.shown.clear();
  }

  /** Whether one more now is no flood. */
  private takeTurn(): boolean {
    const now = this.ports.now();
    while ((this.times[0] ?? now) <= now - SPAN) this.times.shift();
    return this.times.length < AT_ONCE && this.times.push(now) > 0;
  }

  private chat(chatId: number): Chat | undefined {
    return this.store.chats.peek().get(chatId)?.chat.peek();
  }

  /** In whatever tab: each says by a lock what it shows in front. */
  private async isLookedAt(chatId: number): Promise<boolean> {
    if (this.isInFront(chatId)) return true;
    return (await this.ports.locks?.held())?.has(focusOf(chatId)) ?? false;
  }

  private describe(message: Message, chat: Chat) {
    const author = this.store.people.nameOf(message.author_id);
    const name = nameFor(chat, this.store.me.peek());
    const title = chat.kind === "direct" ? name : [author, name].filter(Boolean).join(" · ");
    const text = plainText(message) || message.files.map((file) => file.name).join(", ");
    const body = [...text].slice(0, BODY).join("");
    return {
      tag: tagOf(chat.chat_id),
      title,
      body,
      chatId: chat.chat_id,
      seq: message.seq,
      authorId: message.author_id,
    };
  }
}

/** Whether somebody who is not looking is to be told of a message. */
function isToTell(message: Message, chat: Chat, store: Pick<Store, "myId" | "blocked">): boolean {
  const { myId } = store;
  if (message.author_id === myId || message.deleted || message.edited_at) return false;
  if (message.seq <= chat.last_read_seq || store.blocked.peek().has(message.author_id)) return false;
  const callsMe = message.mentions_all === true || message.mentions.includes(myId);
  return chat.notifications === "all" || (chat.notifications === "mentions" && callsMe);
}

function tagOf(chatId: number): string {
  return `besedka-${chatId}`;
}
