/** One chat of the store: how far it is known, what it shows, its messages, its counts. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { ChatFrame, MembersFrame, MessageFrame, ReadFrame, Resumed } from "../domain/frames.ts";
import type { Chat, ChatProfile, Counted, LastMessage, Message, ToldChat } from "../domain/types.ts";
import type { History } from "./history.ts";
import { Latest } from "./latest.ts";
import { type AsOf, Log } from "./log.ts";
import { countedOf, countToTell, isWhole, profileOf, withoutSaid } from "./parts.ts";
import type { Pending } from "./pending.ts";
import { Seen } from "./seen.ts";
import { isOther, stable } from "./stable.ts";
import { Unread } from "./unread.ts";

/**
 * `version` is how far the chat is known; while it `isBehind`, the server has to be asked. Its messages may be older than
 * that (`log.isOutdated`), until somebody looks at them.
 */
export class ChatStore {
  readonly log = new Log();
  /** Written here, and not yet among the messages: in the order of sending. */
  readonly pending: Signal<readonly Pending[]>;
  /** Who writes at this moment. */
  readonly typing: Signal<readonly number[]> = signal([]);
  /** How far the other one of a direct chat has read; 0 if that was never told. */
  readonly readByOther: Signal<number> = signal(0);
  readonly name: ReadonlySignal<string> = computed(() => this.chat.value.Name);
  readonly roomId: ReadonlySignal<number | undefined> = computed(() => this.chat.value.room_id);
  /** Told of apart from what is said and read: most that is shown of a chat does not change with each message. */
  readonly profile: ReadonlySignal<ChatProfile> = stable(() => profileOf(this.chat.value));
  readonly counted: ReadonlySignal<Counted> = stable(() => countedOf(this.chat.value));
  readonly lastMessage: ReadonlySignal<LastMessage | null> = computed(() => this.chat.value.last_message);
  /** When something was said last. */
  readonly activeAt: ReadonlySignal<string> = computed(() => this.chat.value.last_message?.created_at ?? "");
  /** How many of the unread messages one is to be told of, by the level one has chosen. */
  readonly toTell: ReadonlySignal<number> = computed(() => countToTell(this.chat.value));
  /** Whether somebody looks at the end just now, and sees what comes as it comes. Told by who shows the chat. */
  isAttended: () => boolean = () => false;
  version: number;
  private readonly shown: Signal<Chat>;
  private readonly userId: number;
  private readonly unread: Unread;
  private readonly latest: Latest;
  private readonly seen: Seen;
  private wanted: number;
  private heard: number;
  private shownAt: number;
  private lastSeq: number;
  private rowVersion: number; // of the newest row that was counted
  private asked = { since: 0, withLog: false };
  private seenTo = 0; // all up to this message was seen here: to who looks it is read, before the server says so

  constructor(chat: Chat, userId: number, pending: Signal<readonly Pending[]> = signal([])) {
    this.shown = signal(chat);
    this.userId = userId;
    this.pending = pending;
    this.unread = new Unread(chat, userId);
    this.latest = new Latest(chat);
    this.seen = new Seen(chat.last_seq);
    this.version = chat.version;
    this.wanted = chat.version;
    this.heard = chat.version;
    this.shownAt = chat.version;
    this.lastSeq = chat.last_seq;
    this.rowVersion = chat.version;
  }

  get history(): History {
    return this.log.history;
  }

  /** Raised by every change to `history`. */
  get revision(): Signal<number> {
    return this.log.revision;
  }

  /** The chat with its counts, its marker and its last message as of the newest version that is known. */
  get chat(): ReadonlySignal<Chat> {
    return this.shown;
  }

  /** The same with the counts and the marker that the server has: what was seen here may not have reached it. */
  get confirmed(): Chat {
    const { marker, count, mentions } = this.unread;
    return { ...this.shown.peek(), last_read_seq: marker, NewMsgCount: count, MentionCount: mentions };
  }

  get id(): number {
    return this.shown.peek().chat_id;
  }

  /** How far one has read, as the server has it. */
  get marker(): number {
    return this.unread.marker;
  }

  /** Whether the server counts something unread. */
  get isUnread(): boolean {
    return this.unread.count > 0;
  }

  /** How far the counts are. */
  get now(): AsOf {
    return { version: this.version, lastSeq: this.lastSeq };
  }

  /** Whether to ask what happened after `version`: by something that was told it can't be known. */
  get isBehind(): boolean {
    return this.version < this.wanted || this.unread.isStale || this.latest.isStale;
  }

  /** Whether so much is missing of the messages that a new page is less. */
  get isFar(): boolean {
    return this.log.isFar(this.now);
  }

  /** What a new connection's `hello` says: the server's state of this moment, counted. */
  meet(chat: Chat): void {
    if (chat.version > this.version) this.log.miss(this.now);
    this.version = Math.max(this.version, chat.version);
    this.wanted = this.version;
    this.heard = this.version;
    this.rowVersion = Math.max(this.rowVersion, chat.version);
    this.shownAt = chat.version;
    this.lastSeq = Math.max(this.lastSeq, chat.last_seq);
    this.seen.skip(this.lastSeq);
    this.unread.reset(chat);
    this.latest.take(chat);
    this.typing.value = [];
    this.show(chat);
  }

  receiveMessage(frame: MessageFrame): void {
    if (this.advance(frame.after, frame.version)) this.upsert(frame.message);
    this.settle();
  }

  receiveChat(frame: ChatFrame): void {
    if (frame.after === undefined) this.hear(frame.version);
    else this.advance(frame.after, frame.version);
    const told = this.withName(frame.chat);
    if (isWhole(told)) {
      this.unread.take(told);
      this.latest.take(told);
      this.lastSeq = Math.max(this.lastSeq, told.last_seq);
    }
    if (frame.version >= this.shownAt) {
      this.shownAt = frame.version;
      this.show(this.withMembers(isWhole(told) ? told : { ...withoutSaid(this.shown.peek()), ...told }));
    }
    this.settle();
  }

  receiveMembers(frame: MembersFrame): void {
    if (!this.advance(frame.after, frame.version)) return;
    const { role: before, ...chat } = this.shown.peek();
    const role = frame.user_id === this.userId && frame.role ? frame.role : before;
    this.show({ ...chat, members_version: frame.version, ...(role && role !== "member" ? { role } : {}) });
    this.settle();
  }

  /** All up to this message was seen here: it is read, and the server is being told. */
  see(seq: number): void {
    this.seenTo = Math.max(this.seenTo, seq);
    this.settle();
  }

  /** What was seen here could not be told: what the server has counts. */
  unsee(): void {
    this.seenTo = 0;
    this.settle();
  }

  /** One's own marker moved, here or on another device. */
  read(frame: ReadFrame): void {
    if (frame.back) this.seenTo = 0;
    this.unread.read(frame);
    this.settle();
  }

  startTyping(userId: number): void {
    if (!this.typing.peek().includes(userId)) this.typing.value = [...this.typing.peek(), userId];
  }

  endTyping(userId: number): void {
    this.typing.value = this.typing.peek().filter((each) => each !== userId);
  }

  rename(name: string): void {
    this.show({ ...this.shown.peek(), Name: name });
  }

  /** The version to ask from; an answer is on its way. `withLog`: it is to bring the messages up to date, too. */
  ask(withLog: boolean): number {
    this.heard = this.version;
    this.unread.ask();
    const since = withLog ? Math.min(this.log.since ?? this.version, this.version) : this.version;
    this.asked = { since, withLog: withLog && this.log.isOutdated };
    return since;
  }

  /** The answer, or as much of it as has not come by frames meanwhile. */
  catchUp(answer: Resumed): void {
    const fresh = (answer.messages ?? []).map((message) => [message, this.count(message)] as const);
    if (this.asked.withLog) this.log.takeAnswer(answer, this.asked.since);
    else for (const [message, isNew] of fresh) this.log.receive(message, isNew);
    const version = answer.version ?? 0;
    this.version = Math.max(this.version, version);
    // If that is all, what was heard of before it was asked for was not so.
    this.wanted = answer.more ? Math.max(this.wanted, version + 1) : Math.max(this.version, this.heard);
    if (answer.chat) this.showAnswer(answer.chat);
    if (!answer.more) this.unread.takeAnswer(answer.chat);
    this.settle();
  }

  /** The answer to sending: it is shown before, or after, the frame that counts it. */
  showSent(message: Message): void {
    this.log.receive(message, message.seq > this.lastSeq);
  }

  private showAnswer(chat: Chat): void {
    this.latest.take(chat);
    this.lastSeq = Math.max(this.lastSeq, chat.last_seq);
    if (chat.version < this.shownAt) return;
    this.shownAt = chat.version;
    this.show(this.withMembers({ ...chat, Name: this.withName(chat).Name }));
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
    this.log.receive(message, this.count(message));
    if (this.typing.peek().includes(message.author_id)) this.endTyping(message.author_id);
  }

  /** Whether it was new; one that was counted before is not counted again. */
  private count(message: Message): boolean {
    if (message.version <= this.rowVersion) return false;
    this.rowVersion = message.version;
    const known = this.seen.has(message.seq);
    this.seen.add(message.seq);
    this.unread.receive(message, known);
    this.latest.receive(message);
    this.lastSeq = Math.max(this.lastSeq, message.seq);
    if (!known && this.isAttended()) this.seenTo = Math.max(this.seenTo, message.seq);
    return !known;
  }

  /** Show what the counts and the last message have come to. */
  private settle(): void {
    if (this.unread.marker >= this.seenTo) this.seenTo = 0; // the server has it: it may move back from there
    const before = this.shown.peek();
    const { count, mentions } = this.unread.beyond(this.seenTo);
    // What the server has counted before it comes is not unread, where somebody will see it come.
    const isSeenComing = this.unread.asOf > this.version && this.isAttended();
    const after = {
      ...before,
      version: this.version,
      last_seq: this.lastSeq,
      last_read_seq: Math.max(this.unread.marker, this.seenTo),
      ...(isSeenComing ? {} : { NewMsgCount: count, MentionCount: mentions }),
      last_message: this.latest.isStale ? before.last_message : this.latest.message,
    };
    if (isOther(before, after)) this.shown.value = after;
  }

  private show(chat: Chat): void {
    this.shown.value = chat;
    this.settle();
  }

  /** What is older than a change of members that was told does not say what one is. */
  private withMembers(chat: Chat): Chat {
    const { members_version, role } = this.shown.peek();
    if (chat.members_version >= members_version) return chat;
    const { role: _, ...others } = chat;
    return { ...others, members_version, ...(role ? { role } : {}) };
  }

  /** Only `hello` and the other one's profile say how a direct chat is called now. */
  private withName(chat: ToldChat): ToldChat {
    return chat.kind === "direct" ? { ...chat, Name: this.shown.peek().Name } : chat;
  }
}
