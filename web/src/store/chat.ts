/** One chat of the store: how far it is known, what it shows, its messages, its counts. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { ChatFrame, MembersFrame, MessageFrame, ReadFrame, Resumed } from "../domain/frames.ts";
import type { Chat, Message, ToldChat } from "../domain/types.ts";
import { History } from "./history.ts";
import { Latest } from "./latest.ts";
import type { Pending } from "./pending.ts";
import { Seen } from "./seen.ts";
import { Unread } from "./unread.ts";

/** `version` is how far the chat is known; while it `isBehind`, the server has to be asked. */
export class ChatStore {
  readonly history = new History();
  /** Raised by every change to `history`. */
  readonly revision: Signal<number> = signal(0);
  /** Written here, and not yet among the messages: in the order of sending. */
  readonly pending: Signal<readonly Pending[]> = signal([]);
  /** Who writes at this moment. */
  readonly typing: Signal<readonly number[]> = signal([]);
  /** How far the other one of a direct chat has read; 0 if that was never told. */
  readonly readByOther: Signal<number> = signal(0);
  version: number;
  private readonly shown: Signal<Chat>;
  private readonly unread: Unread;
  private readonly latest: Latest;
  private readonly seen: Seen;
  private wanted: number;
  private heard: number;
  private shownAt: number;
  private lastSeq: number;

  constructor(chat: Chat, userId: number) {
    this.shown = signal(chat);
    this.unread = new Unread(chat, userId);
    this.latest = new Latest(chat);
    this.seen = new Seen(chat.last_seq);
    this.version = chat.version;
    this.wanted = chat.version;
    this.heard = chat.version;
    this.shownAt = chat.version;
    this.lastSeq = chat.last_seq;
  }

  /** The chat with its counts, its marker and its last message as of the newest version that is known. */
  get chat(): ReadonlySignal<Chat> {
    return this.shown;
  }

  get id(): number {
    return this.shown.peek().chat_id;
  }

  /** Whether to ask what happened after `version`. */
  get isBehind(): boolean {
    return this.version < this.wanted || this.unread.isStale || this.latest.isStale;
  }

  /** What a new connection's `hello` says: the server's state of this moment. */
  meet(chat: Chat): void {
    this.wanted = Math.max(this.version, chat.version);
    this.heard = this.wanted;
    this.shownAt = chat.version;
    this.lastSeq = Math.max(this.lastSeq, chat.last_seq);
    this.unread.reset(chat);
    this.latest.take(chat);
    this.show(chat);
  }

  /** Nothing is kept of its messages: be where the server is, history is loaded when somebody looks. */
  skip(): void {
    this.history.clear();
    this.seen.skip(this.lastSeq);
    this.version = this.wanted;
    this.revision.value++;
  }

  receiveMessage(frame: MessageFrame): void {
    if (this.advance(frame.after, frame.version)) this.upsert(frame.message);
    this.settle();
  }

  receiveChat(frame: ChatFrame): void {
    if (frame.after === undefined) this.hear(frame.version);
    else this.advance(frame.after, frame.version);
    const before = this.shown.peek();
    const told = this.withName(frame.chat);
    if (isWhole(told)) {
      this.unread.take(told);
      this.latest.take(told);
      this.lastSeq = Math.max(this.lastSeq, told.last_seq);
    }
    if (frame.version >= this.shownAt) {
      this.shownAt = frame.version;
      this.show({ ...before, ...told });
    }
    this.settle();
  }

  receiveMembers(frame: MembersFrame): void {
    if (!this.advance(frame.after, frame.version)) return;
    this.show({ ...this.shown.peek(), members_version: frame.version });
    this.settle();
  }

  /** One's own marker moved, here or on another device. */
  read(frame: ReadFrame): void {
    this.unread.read(frame);
    this.settle();
  }

  rename(name: string): void {
    this.show({ ...this.shown.peek(), Name: name });
  }

  /** The version to ask from; an answer is on its way. */
  ask(): number {
    this.heard = this.version;
    this.unread.ask();
    return this.version;
  }

  /** The answer, or as much of it as has not come by frames meanwhile. */
  catchUp(answer: Resumed): void {
    const version = answer.version ?? 0;
    if (version >= this.version) {
      for (const message of answer.messages ?? []) this.upsert(message);
      this.version = version;
    }
    this.wanted = answer.more ? Math.max(this.wanted, this.version + 1) : Math.max(this.version, this.heard);
    if (answer.chat) {
      this.latest.take(answer.chat);
      this.lastSeq = Math.max(this.lastSeq, answer.chat.last_seq);
      this.show({ ...answer.chat, Name: this.withName(answer.chat).Name });
    }
    if (!answer.more) this.unread.takeAnswer(answer.chat);
    this.settle();
  }

  /** A page of history that was asked for: all between `from` and `to`. */
  takePage(messages: readonly Message[], from: number, to: number): void {
    this.history.takePage(messages, from, to);
    this.revision.value++;
  }

  private hear(version: number): void {
    this.heard = Math.max(this.heard, version);
    this.wanted = Math.max(this.wanted, version);
  }

  private advance(after: number, version: number): boolean {
    this.hear(version);
    if (after > this.version || this.version >= version) return false;
    this.unread.span(after, version);
    this.version = version;
    return true;
  }

  private upsert(message: Message): void {
    const known = this.seen.has(message.seq);
    this.seen.add(message.seq);
    this.unread.receive(message, known);
    this.latest.receive(message);
    this.history.receive(message, !known);
    this.lastSeq = Math.max(this.lastSeq, message.seq);
    this.revision.value++;
  }

  /** Show what the counts and the last message have come to. */
  private settle(): void {
    const before = this.shown.peek();
    const after = {
      ...before,
      version: this.version,
      last_seq: this.lastSeq,
      last_read_seq: this.unread.marker,
      NewMsgCount: this.unread.count,
      MentionCount: this.unread.mentions,
      last_message: this.latest.isStale ? before.last_message : this.latest.message,
    };
    if (isOther(before, after)) this.shown.value = after;
  }

  private show(chat: Chat): void {
    this.shown.value = chat;
    this.settle();
  }

  /** Only `hello` and the other one's profile say how a direct chat is called now. */
  private withName(chat: ToldChat): ToldChat {
    return chat.kind === "direct" ? { ...chat, Name: this.shown.peek().Name } : chat;
  }
}

/** Whether nothing is missing that a chat has. */
export function isWhole(chat: ToldChat): chat is Chat {
  return chat.NewMsgCount !== undefined && chat.last_read_seq !== undefined && chat.last_seq !== undefined;
}

function isOther(before: Chat, after: Chat): boolean {
  return Object.entries(after).some(([member, value]) => before[member as keyof Chat] !== value);
}
