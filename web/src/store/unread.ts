/**
 * How many messages of a chat are unread, and how many of them mention one: what the server counted at some version, and
 * what has changed since (docs/gateway.md, "Counting what is unread"). Computed, never counted up blindly.
 */
import type { ReadFrame } from "../domain/frames.ts";
import type { Chat, Message } from "../domain/types.ts";

const EFFECTS_LIMIT = 1000; // changes remembered beyond what the server counted
const CALLS_LIMIT = 1000; // messages of which it is remembered whether they mention one

/** By how much a change, at this version, of the message `seq` changes the two counts. */
interface Effect {
  readonly version: number;
  readonly seq: number;
  readonly unread: number;
  readonly mentions: number;
}

/** `count` messages after `marker`, `mentions` of which call one, as of the newest version that is known of. */
export class Unread {
  marker: number;
  count: number;
  mentions: number;
  /** It can't be told from what came: ask, and `takeAnswer`. */
  isStale = false;
  /** The version as of which the server has counted. */
  asOf: number;
  private readonly userId: number;
  private countedSeq: number; // the last message that the server counted
  private passedAt = 0; // the version at which something of one's own moved the marker
  private effects: Effect[] = [];
  private calls = new Map<number, boolean>(); // by seq, whether a message mentions one
  private forgotten = 0; // the version up to which effects were dropped, or can't be told
  private movedSinceAsked = false;
  private movedBackSinceAsked = false;

  constructor(chat: Chat, userId: number) {
    this.marker = chat.last_read_seq;
    this.count = chat.NewMsgCount;
    this.mentions = chat.MentionCount;
    this.asOf = chat.version;
    this.countedSeq = chat.last_seq;
    this.userId = userId;
  }

  /** What a frame says, which may be late. */
  take(chat: Chat): void {
    if (chat.version >= this.asOf && chat.last_read_seq >= this.marker) this.reset(chat);
  }

  /** The server is being asked: its answer is newer than everything known now. */
  ask(): void {
    this.movedSinceAsked = false;
    this.movedBackSinceAsked = false;
  }

  /** What the server answered. If the marker has moved meanwhile, the answer may be from before that. */
  takeAnswer(chat: Chat | undefined): void {
    if (!chat) this.isStale = false;
    else if (!this.movedSinceAsked) this.reset(chat);
    else if (chat.last_read_seq < this.marker || this.movedBackSinceAsked) this.isStale = true;
    else this.take(chat);
  }

  /** What the server counted, whatever was known before. */
  reset(chat: Chat): void {
    this.countedSeq = chat.last_seq;
    this.rebase(chat.last_read_seq, chat.version, chat.NewMsgCount, chat.MentionCount);
  }

  /** One's own marker moved, here or on another device. */
  read(frame: ReadFrame): void {
    if (frame.last_read_seq === this.marker && !frame.back) return;
    if (frame.last_read_seq < this.marker && !frame.back) {
      this.doubt();
      return;
    }
    this.movedSinceAsked = true;
    this.movedBackSinceAsked ||= frame.back === true;
    const { NewMsgCount, as_of } = frame;
    if (NewMsgCount === undefined || as_of === undefined || as_of < Math.max(this.asOf, this.passedAt)) {
      this.marker = Math.max(this.marker, frame.last_read_seq);
      this.isStale = true;
    } else {
      this.countedSeq = Math.max(this.countedSeq, frame.last_seq ?? 0);
      this.rebase(frame.last_read_seq, as_of, NewMsgCount, frame.MentionCount ?? 0);
    }
  }

  /** A frame covers these versions: if the server counted in between, it can't be told what it counted. */
  span(after: number, version: number): void {
    if (after < this.asOf && this.asOf < version) this.isStale = true;
  }

  /** A message is new, or has changed. `known`: it has come before; if not, it may still have been counted. */
  receive(message: Message, wasKnown: boolean): void {
    const known = wasKnown || message.seq <= this.countedSeq;
    const calls = message.mentions_all === true || message.mentions.includes(this.userId);
    const called = known ? this.calls.get(message.seq) : false;
    this.note(message.seq, calls);
    if (message.version <= this.asOf) return;
    if (message.author_id === this.userId && !known && message.seq > this.marker) this.pass(message);
    else if (message.seq > this.marker) this.change(message, calls, called, known);
  }

  /** What is left of the two counts for one who has seen all up to this message; all of it, where that can't be told. */
  beyond(seq: number): { readonly count: number; readonly mentions: number } {
    return seq > this.marker && seq >= this.countedSeq ? sumOf(this.effects.filter((each) => each.seq > seq)) : this;
  }

  private note(seq: number, calls: boolean): void {
    this.calls.delete(seq);
    this.calls.set(seq, calls);
    if (this.calls.size > CALLS_LIMIT) this.calls.delete(this.calls.keys().next().value ?? 0);
  }

  private change(message: Message, calls: boolean, called: boolean | undefined, known: boolean): void {
    if (called === undefined && this.mentions) {
      this.isStale = true; // a message that was there before us, and may be one of those
      this.forgotten = message.version;
    }
    const unread = known ? (message.deleted ? -1 : 0) : message.deleted ? 0 : 1;
    this.add({ version: message.version, seq: message.seq, unread, mentions: Number(calls) - Number(called ?? false) });
  }

  private add(effect: Effect): void {
    if (!effect.unread && !effect.mentions) return;
    this.count += effect.unread;
    this.mentions += effect.mentions;
    this.effects.push(effect);
    if (this.effects.length > EFFECTS_LIMIT) this.forgotten = this.effects.shift()?.version ?? this.forgotten;
  }

  private rebase(marker: number, asOf: number, unread: number, mentions: number): void {
    this.marker = marker;
    this.asOf = asOf;
    this.keepEffects(asOf, marker);
    this.count += unread;
    this.mentions += mentions;
    this.isStale = this.forgotten > asOf;
  }

  /** Sending moves one's own marker: past everything that was counted before it was posted. */
  private pass(message: Message): void {
    this.movedSinceAsked = true;
    this.marker = message.seq;
    this.passedAt = message.version;
    this.keepEffects(0, message.seq);
  }

  /** It is late, or moving back was never told: only an answer to what is asked from now on can say. */
  private doubt(): void {
    this.movedSinceAsked = true;
    this.movedBackSinceAsked = true;
    this.isStale = true;
  }

  /** The counts are what these come to. */
  private keepEffects(asOf: number, marker: number): void {
    this.effects = this.effects.filter((each) => each.version > asOf && each.seq > marker);
    const { count, mentions } = sumOf(this.effects);
    this.count = count;
    this.mentions = mentions;
  }
}

function sumOf(effects: readonly Effect[]) {
  const count = effects.reduce((sum, each) => sum + each.unread, 0);
  const mentions = effects.reduce((sum, each) => sum + each.mentions, 0);
  return { count, mentions };
}
