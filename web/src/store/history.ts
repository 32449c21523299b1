/** What is known of a chat's messages: contiguous stretches of `seq`, never one flat list with holes. */
import type { Message } from "../domain/types.ts";

/** Everything from `from` to `to`, both included, is known; what is not among the `messages` was deleted. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly messages: readonly Message[];
}

interface Range {
  from: number;
  to: number;
  messages: Message[]; // ascending by seq, tombstones left out
}

const GRAVES_LIMIT = 1000; // deleted messages that are remembered, so that no late page brings them back
const END = Number.MAX_SAFE_INTEGER;
const TAIL = 100; // newest messages that are kept wherever one looks

export class History {
  private ranges: Range[] = []; // ascending, not touching
  private byId = new Map<number, Message>();
  private readonly graves = new Map<number, number>(); // version of the tombstone by id

  /** A message by its id, if it is kept. */
  find(id: number): Message | undefined {
    return this.byId.get(id);
  }

  /** Whether a message is known to be deleted; those deleted long ago are forgotten. */
  isDeleted(id: number): boolean {
    return this.graves.has(id);
  }

  /** The stretch that holds this `seq`. */
  at(seq: number): Stretch | undefined {
    return this.ranges.find((range) => range.from <= seq && seq <= range.to);
  }

  /** The newest stretch; whether it reaches the end of the chat is for the caller to compare. */
  get newest(): Stretch | undefined {
    return this.ranges.at(-1);
  }

  get stretches(): readonly Stretch[] {
    return this.ranges;
  }

  get size(): number {
    return this.byId.size;
  }

  /** Whether the message with this `seq` is known, be it as deleted. */
  knows(seq: number): boolean {
    return this.at(seq) !== undefined;
  }

  /** A page of history: everything between `from` and `to` is known by it. */
  takePage(messages: readonly Message[], from: number, to: number): void {
    if (from > to) return;
    this.cover(from, to);
    for (const message of messages) this.upsert(message);
  }

  /** A message is new, or has changed. One from a stretch that nobody has loaded is not kept, unless it is the newest. */
  receive(message: Message, isNew: boolean): void {
    if (!this.knows(message.seq) && isNew) this.cover(message.seq, message.seq);
    this.upsert(message);
  }

  /** Keep about `limit` messages: those nearest to `seq`, and the newest ones. */
  shrink(limit: number, seq: number): void {
    if (this.size <= limit) return;
    const seqs = this.ranges.flatMap((range) => range.messages.map((each) => each.seq));
    const end = seqs[Math.max(0, seqs.length - Math.min(TAIL, limit))] ?? 0;
    const [from, to] = limit > TAIL ? nearest(seqs, limit - TAIL, seq) : [end, end];
    const parts =
      end <= to + 1
        ? [[from, END]]
        : [
            [from, to],
            [end, END],
          ];
    this.ranges = parts.flatMap(([first = 0, last = 0]) => this.clip(first, last));
    this.byId = new Map(this.ranges.flatMap((range) => range.messages.map((each) => [each.id, each] as const)));
  }

  clear(): void {
    this.ranges = [];
    this.byId.clear();
  }

  private clip(from: number, to: number): Range[] {
    return this.ranges
      .filter((range) => range.from <= to && from <= range.to)
      .map((range) => ({
        from: Math.max(range.from, from),
        to: Math.min(range.to, to),
        messages: range.messages.filter((each) => from <= each.seq && each.seq <= to),
      }));
  }

  private cover(from: number, to: number): void {
    const touching = this.ranges.filter((range) => range.from <= to + 1 && from - 1 <= range.to);
    const others = this.ranges.filter((range) => !touching.includes(range));
    const joined: Range = {
      from: Math.min(from, ...touching.map((range) => range.from)),
      to: Math.max(to, ...touching.map((range) => range.to)),
      messages: touching.flatMap((range) => range.messages),
    };
    this.ranges = [...others, joined].sort((a, b) => a.from - b.from);
  }

  private upsert(message: Message): void {
    if (message.deleted) this.bury(message);
    if (this.isOld(message)) return;
    const range = this.ranges.find((each) => each.from <= message.seq && message.seq <= each.to);
    if (!range) return;
    range.messages = place(range.messages, message);
    if (message.deleted) this.byId.delete(message.id);
    else this.byId.set(message.id, message);
  }

  private isOld(message: Message): boolean {
    const known = this.byId.get(message.id)?.version ?? 0;
    const buried = message.deleted ? 0 : (this.graves.get(message.id) ?? 0);
    return Math.max(known, buried) >= message.version;
  }

  private bury(message: Message): void {
    this.graves.set(message.id, message.version);
    if (this.graves.size > GRAVES_LIMIT) this.graves.delete(this.graves.keys().next().value ?? 0);
  }
}

/** The first and the last of so many of these, nearest to `seq`. */
function nearest(seqs: readonly number[], count: number, seq: number): [number, number] {
  const middle = seqs.findIndex((each) => each >= seq);
  const wanted = (middle < 0 ? seqs.length : middle) - (count >> 1);
  const first = Math.max(0, Math.min(wanted, seqs.length - count));
  return [seqs[first] ?? 0, seqs[first + count - 1] ?? 0];
}

/** A new list, so that who held the old one sees that it changed. */
function place(messages: readonly Message[], message: Message): Message[] {
  const index = lowerBound(messages, message.seq);
  const rest = messages[index]?.seq === message.seq ? index + 1 : index;
  const middle = message.deleted ? [] : [message];
  return [...messages.slice(0, index), ...middle, ...messages.slice(rest)];
}

function lowerBound(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
