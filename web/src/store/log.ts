/**
 * The messages of a chat that are kept, and how far they are up to date. Counts are always those of the server's last word;
 * messages that nobody looks at may wait, as of an older version, until somebody does.
 */
import { type Signal, signal } from "@preact/signals";
import type { Resumed } from "../domain/frames.ts";
import type { Message } from "../domain/types.ts";
import { History } from "./history.ts";

const FAR_VERSIONS = 2000; // changes that are not read one by one: a new page is less
const FAR_MESSAGES = 500;
const MEANWHILE_LIMIT = 1000; // messages that came while a page was on its way

/** Where the chat was when the messages were right: its version, and the last message of that time. */
export interface AsOf {
  readonly version: number;
  readonly lastSeq: number;
}

/** The moment at which a page was asked for. `isInterrupted`: not everything was told that happened since. */
export interface Ticket extends AsOf {
  isInterrupted: boolean;
}

export class Log {
  readonly history = new History();
  /** Raised by every change to `history`. */
  readonly revision: Signal<number> = signal(0);
  private old: AsOf | null = null; // the messages are as of then; null: as new as the counts
  private gathered: Message[] = []; // of an answer that has not ended
  private meanwhile: Message[] = []; // the same one may be there again, as it was before
  private readonly tickets = new Set<Ticket>();

  /** Whether messages have changed that are kept here as they were. */
  get isOutdated(): boolean {
    return this.old !== null;
  }

  /** The version to ask from, if messages are outdated. */
  get since(): number | null {
    return this.old?.version ?? null;
  }

  /** Whether so much has happened that a new page is less than all of it. */
  isFar(now: AsOf): boolean {
    if (!this.old) return false;
    const isMuch = now.version - this.old.version > FAR_VERSIONS || now.lastSeq - this.old.lastSeq > FAR_MESSAGES;
    return isMuch || this.gathered.length > FAR_MESSAGES;
  }

  /** Something happened after this that was not told. */
  miss(known: AsOf): void {
    for (const ticket of this.tickets) ticket.isInterrupted = true;
    if (!this.history.newest && !this.tickets.size) return;
    if (this.old && this.old.version <= known.version) return;
    this.old = known;
  }

  receive(message: Message, isNew: boolean): void {
    this.history.receive(message, isNew);
    if (this.tickets.size) this.remember(message);
    this.revision.value++;
  }

  /** What changed, as asked for `since` a version. New messages make a stretch only when all of them are here. */
  takeAnswer(answer: Resumed, since: number): void {
    const old = this.old;
    for (const message of answer.messages ?? []) this.receive(message, false);
    if (!old || old.version < since) return;
    this.gathered.push(...(answer.messages ?? []));
    if (answer.more) {
      this.old = { version: answer.version ?? since, lastSeq: old.lastSeq };
      return;
    }
    const fresh = this.gathered.filter((each) => each.seq > old.lastSeq);
    const last = Math.max(answer.chat?.last_seq ?? 0, ...fresh.map((each) => each.seq));
    this.history.takePage(fresh, old.lastSeq + 1, last);
    this.settle();
  }

  /** A page is asked for: what comes meanwhile is newer than it. */
  expectPage(now: AsOf): Ticket {
    const ticket = { ...now, isInterrupted: false };
    this.tickets.add(ticket);
    return ticket;
  }

  /** The page will not come. */
  giveUp(ticket: Ticket): void {
    this.tickets.delete(ticket);
    if (!this.tickets.size) this.meanwhile = [];
  }

  /** A page came: everything between `from` and `to`. */
  takePage(ticket: Ticket, messages: readonly Message[], from: number, to: number): void {
    this.history.takePage(messages, from, to);
    for (const message of this.meanwhile) this.history.receive(message, message.seq > ticket.lastSeq);
    this.giveUp(ticket);
    this.revision.value++;
  }

  /** The newest page came, to be kept instead of what is here. */
  startAnew(ticket: Ticket, messages: readonly Message[], from: number, to: number): void {
    this.history.clear();
    this.settle();
    if (ticket.isInterrupted) this.old = ticket;
    this.takePage(ticket, messages, from, to);
  }

  /** What was kept on this device, as of then. */
  restore(kept: AsOf, now: AsOf, messages: readonly Message[], from: number): void {
    this.history.takePage(messages, from, kept.lastSeq);
    if (kept.version < now.version) this.miss(kept);
    this.revision.value++;
  }

  /** Keep about so many messages, those nearest to `seq`. */
  shrink(limit: number, seq: number): void {
    const before = this.history.size;
    this.history.shrink(limit, seq);
    if (this.history.size !== before) this.revision.value++;
  }

  forget(): void {
    this.history.clear();
    this.settle();
  }

  private settle(): void {
    this.old = null;
    this.gathered = [];
    this.revision.value++;
  }

  private remember(message: Message): void {
    this.meanwhile.push(message);
    if (this.meanwhile.length <= MEANWHILE_LIMIT) return;
    this.meanwhile = [];
    for (const ticket of this.tickets) this.miss(ticket);
  }
}
