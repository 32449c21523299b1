/** Notifications on the desktop: one for each message over all tabs, and none that would tell what one knows or did not ask for. */
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { nameFor } from "../domain/groups.ts";
import { plainText } from "../domain/plain.ts";
import type { Chat, Message } from "../domain/types.ts";
import type { Store } from "../store/store.ts";
import type { Notifier, Permission, Ports } from "./ports.ts";

const HELD = 10_000; // milliseconds for which other tabs may be late with the same message
const BODY = 200; // characters
const AT_ONCE = 5; // in SPAN: of what comes faster one learns by what stands, and by what is unread
const SPAN = 10_000; // milliseconds

export class Notices {
  /** Somebody chose a notification. */
  onOpen: (chatId: number, seq: number) => void = () => {};
  private readonly store: Store;
  private readonly ports: Ports;
  private readonly wanted: Signal<boolean>;
  private readonly allowed: Signal<Permission>;
  private readonly shown = new Map<number, number>(); // by chat: the message of the notification that stands
  private readonly times: number[] = []; // when the last ones were shown
  private isFocused = false;
  private openChatId: number | null = null;
  private releaseFocus: () => void = () => {};

  constructor(store: Store, ports: Ports, openChatId: ReadonlySignal<number | null>) {
    this.store = store;
    this.ports = ports;
    this.wanted = signal(this.notifier?.isWanted() ?? false);
    this.allowed = signal(this.notifier?.permission() ?? "unsupported");
    this.notifier?.onOpen((chatId, seq) => this.onOpen(chatId, seq));
    effect(() => {
      this.openChatId = openChatId.value;
      this.holdFocus();
    });
  }

  /** Whether notifications are shown on this device. */
  get isOn(): boolean {
    return this.wanted.value && this.allowed.value === "granted";
  }

  get permission(): ReadonlySignal<Permission> {
    return this.allowed;
  }

  /** Ask the browser for its permission, and remember the wish. Only when somebody asks for it. */
  async turnOn(): Promise<boolean> {
    if (!this.notifier) return false;
    this.allowed.value = await this.notifier.ask();
    this.want(this.allowed.value === "granted");
    return this.isOn;
  }

  turnOff(): void {
    this.want(false);
  }

  /** Whether the window is in front, with the keyboard. */
  focus(isFocused: boolean): void {
    this.isFocused = isFocused;
    this.holdFocus();
  }

  /** A new message came, on a connection that stood. */
  async consider(message: Message): Promise<void> {
    const chat = this.chat(message.chat_id);
    if (!chat || !this.isOn || !isToTell(message, chat, this.store)) return;
    if (await this.isLookedAt(message.chat_id)) return;
    if (this.ports.locks && !(await this.ports.locks.take(`besedka-notice-${message.id}`, HELD))) return;
    const now = this.chat(message.chat_id);
    if (!now || now.last_read_seq >= message.seq || !this.takeTurn()) return;
    this.shown.set(message.chat_id, message.seq);
    await this.notifier?.show(this.describe(message, now)).catch(() => {});
  }

  /** A chat has changed: what is read needs no notification any more. */
  follow(chatId: number): void {
    const seq = this.shown.get(chatId);
    const chat = this.chat(chatId);
    if (seq === undefined || (chat && chat.last_read_seq < seq)) return;
    this.shown.delete(chatId);
    this.notifier?.close(tagOf(chatId));
  }

  clear(): void {
    this.notifier?.close(); // those of an earlier visit, too
    this.shown.clear();
  }

  /** Whether one more now is no flood. */
  private takeTurn(): boolean {
    const now = this.ports.now();
    while ((this.times[0] ?? now) <= now - SPAN) this.times.shift();
    return this.times.length < AT_ONCE && this.times.push(now) > 0;
  }

  private get notifier(): Notifier | undefined {
    return this.ports.notifier;
  }

  private want(isWanted: boolean): void {
    this.wanted.value = isWanted;
    this.notifier?.want(isWanted);
  }

  private chat(chatId: number): Chat | undefined {
    return this.store.chats.peek().get(chatId)?.chat.peek();
  }

  /** In whatever tab: each says by a lock what it shows in front. */
  private async isLookedAt(chatId: number): Promise<boolean> {
    if (this.isFocused && this.openChatId === chatId) return true;
    return (await this.ports.locks?.held())?.has(focusOf(chatId)) ?? false;
  }

  private holdFocus(): void {
    this.releaseFocus();
    const name = this.isFocused && this.openChatId !== null ? focusOf(this.openChatId) : null;
    this.releaseFocus = (name && this.ports.locks?.share(name)) || (() => {});
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
export function isToTell(message: Message, chat: Chat, store: Pick<Store, "myId" | "blocked">): boolean {
  const { myId } = store;
  if (message.author_id === myId || message.deleted || message.edited_at) return false;
  if (message.seq <= chat.last_read_seq || store.blocked.peek().has(message.author_id)) return false;
  const callsMe = message.mentions_all === true || message.mentions.includes(myId);
  return chat.notifications === "all" || (chat.notifications === "mentions" && callsMe);
}

function tagOf(chatId: number): string {
  return `besedka-${chatId}`;
}

function focusOf(chatId: number): string {
  return `besedka-focus-${chatId}`;
}
