/** One open conversation: its window on the history, what is loaded next, and the rows that come of it. No DOM. */
import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import { arrange, type Row } from "../../domain/grouping.ts";
import type { ChatStore } from "../../store/chat.ts";
import type { Stretch } from "../../store/history.ts";
import type { Pending } from "../../store/pending.ts";
import type { Client } from "../../sync/client.ts";
import type { TimelineWindow } from "./window.ts";
import * as windows from "./window.ts";

export type TimelineRow = Row<Pending>;
export type Side = "top" | "bottom";

function hasMore(side: Side, stretch: Stretch, window: TimelineWindow): boolean {
  return (side === "top" ? windows.hasAbove : windows.hasBelow)(stretch, window);
}

export class TimelineModel {
  readonly window: Signal<TimelineWindow | null> = signal(null);
  readonly isLoading: Signal<boolean> = signal(false);
  /** What went wrong while history was loaded; null once it went well. */
  readonly problem: Signal<unknown> = signal(null);
  /** The line "new" stands above the first message after this one, until one leaves. */
  readonly unreadAfter: Signal<number | null>;
  readonly chat: ChatStore;
  /** Whether somebody reads further up, and must not lose what is above. */
  isReading: () => boolean = () => false;
  /** The end is open with what is seen first: the rest of what it opens with comes by `fill`. */
  isPartial = false;
  /** Marked unread by hand up to this one: seeing them does not mark them read again. */
  held = 0;
  /** Where a page has been asked for that is to be shown. */
  private awaited: Side | null = null;
  /** Where a page was asked for last. */
  private missed: Side = "top";
  private isAttended: () => boolean = () => true;
  private readonly client: Client;
  private readonly few: number;
  private readonly stops: readonly (() => void)[];
  private marker: number;
  private unread: number;

  /** `few`: so many messages are seen first, where it opens at its end. */
  constructor(client: Client, chat: ChatStore, window: TimelineWindow | null, few: number = windows.OPENS) {
    this.client = client;
    this.few = few;
    this.chat = chat;
    const { last_read_seq, NewMsgCount } = chat.chat.peek();
    this.unreadAfter = signal(NewMsgCount ? last_read_seq : null);
    this.marker = last_read_seq;
    this.unread = NewMsgCount;
    this.window.value = window;
    this.stops = [effect(() => this.followHistory()), effect(() => this.followMarker())];
  }

  /** How to find out whether somebody looks at the end: what comes then is read, and needs no line above it. */
  attend(isAttended: () => boolean): void {
    this.isAttended = isAttended;
    this.chat.isAttended = isAttended;
  }

  close(): void {
    if (this.chat.isAttended === this.isAttended) this.chat.isAttended = () => false;
    for (const stop of this.stops) stop();
  }

  readonly rows: ReadonlySignal<readonly TimelineRow[]> = computed(() => {
    const [stretch, window] = [this.stretch(), this.window.value];
    const waiting = this.chat.pending.value;
    const isAtEnd = window === null || window.isLive;
    return arrange<Pending>({
      messages: stretch && window ? windows.shownOf(stretch, window) : [],
      waiting: isAtEnd ? waiting : [],
      writtenAt: (pending) => pending.writtenAt,
      keyOf: (pending) => `n:${pending.nonce}`,
      me: this.client.store.myId,
      unreadAfter: this.unreadAfter.value,
      before: stretch && window ? windows.beforeOf(stretch, window) : undefined,
    });
  });

  /** Whether what is on the page begins with the chat's first message. */
  readonly isAtStart: ReadonlySignal<boolean> = computed(() => {
    const [stretch, window] = [this.stretch(), this.window.value];
    return stretch ? !!window && stretch.from <= 1 && !windows.hasAbove(stretch, window) : this.end() === 0;
  });

  /** Open where reading goes on: at what is new, or at the end. The message to go to, by its key; null: the end. */
  async openToRead(): Promise<string | null> {
    const read = this.unreadAfter.peek();
    await this.load(async () => {
      await this.client.pages.loadNewest(this.chat.id);
      if (read === null) return this.showEnd();
      await this.openAtUnread(read);
    });
    return read === null ? null : this.firstUnread();
  }

  /** Open at a message, asked for if it is not known. Its key, or that of the next one if it was deleted. */
  async openAt(seq: number): Promise<string | null> {
    if (!windows.canOpenAround(this.chat.history.at(seq), seq, this.end())) {
      await this.load(() => this.client.pages.loadAround(this.chat.id, seq));
    }
    const stretch = this.chat.history.at(seq);
    if (stretch) this.show(windows.openAround(stretch, seq, this.end()));
    const row = this.rows.peek().find((each) => each.kind === "message" && each.message.seq >= seq);
    return stretch && row ? row.key : null;
  }

  /** Open the end. */
  async openEnd(): Promise<void> {
    await this.load(async () => {
      await this.client.pages.loadNewest(this.chat.id);
      this.showEnd();
    });
  }

  /** Where a message stands, by the key of its row. */
  seqOf(key: string): number | undefined {
    const row = this.rows.peek().find((each) => each.key === key);
    return row?.kind === "message" ? row.message.seq : undefined;
  }

  /** One page more on a side: from what is known, else from the server. */
  async grow(side: Side): Promise<void> {
    const [stretch, window] = [this.stretchNow(), this.window.peek()];
    if (!stretch || !window || this.isLoading.peek() || this.isPartial) return;
    if (side === "bottom" && window.isLive) return;
    if (hasMore(side, stretch, window)) return this.extend(side);
    if (this.isAll(side, stretch)) return side === "bottom" ? this.extend(side) : undefined; // from now on it follows
    this.awaited = this.missed = side;
    await this.load(() => this.loadMore(side, stretch));
    this.awaited = null;
  }

  /** The rest of what the end opens with: when what is seen has been painted. */
  fill(): void {
    const [stretch, window] = [this.stretchNow(), this.window.peek()];
    if (!stretch || !window) return;
    this.show(windows.fill(stretch, window));
  }

  /** Ask once more for what did not come. */
  async again(): Promise<void> {
    await (this.window.peek() ? this.grow(this.missed) : this.openEnd());
  }

  private loadMore(side: Side, stretch: Stretch): Promise<void> {
    const { pages } = this.client;
    return side === "top" ? pages.loadBefore(this.chat.id, stretch.from) : pages.loadAfter(this.chat.id, stretch.to);
  }

  /** Whether there is nothing to ask the server for. */
  private isAll(side: Side, stretch: Stretch): boolean {
    return side === "top" ? stretch.from <= 1 : stretch.to >= this.end();
  }

  private extend(side: Side): void {
    const [stretch, window] = [this.stretchNow(), this.window.peek()];
    if (!stretch || !window) return;
    const grown = (side === "top" ? windows.growUp : windows.growDown)(stretch, window, this.end());
    this.window.value = grown;
    const near = side === "top" ? grown.first : grown.isLive ? undefined : grown.last;
    this.client.pages.look(this.chat.id, near);
  }

  private async openAtUnread(read: number): Promise<void> {
    if (!this.chat.history.knows(read + 1)) await this.client.pages.loadAround(this.chat.id, read + 1);
    const stretch = this.chat.history.at(read + 1);
    if (!stretch) return this.showEnd();
    const isEnd = stretch.to >= this.end();
    const atEnd = isEnd ? windows.openAtUnread(stretch, read) : null;
    this.show(atEnd ?? windows.openAround(stretch, read + 1, this.end()));
  }

  private firstUnread(): string | null {
    const rows = this.rows.peek();
    const line = rows.findIndex((row) => row.kind === "unread");
    return line < 0 ? null : (rows[line + 1]?.key ?? null);
  }

  private showEnd(): void {
    const newest = this.chat.history.newest;
    if (newest && newest.to >= this.end()) this.show(windows.openAtEnd(newest, this.few), this.few < windows.OPENS);
  }

  private show(window: TimelineWindow, isPartial = false): void {
    this.awaited = null; // it was for what was shown until now
    this.window.value = window;
    this.isPartial = isPartial;
  }

  private async load(ask: () => Promise<void>): Promise<boolean> {
    this.isLoading.value = true;
    try {
      await ask();
      this.problem.value = null;
      return true;
    } catch (problem) {
      this.problem.value = problem;
      return false;
    } finally {
      this.isLoading.value = false;
    }
  }

  private followHistory(): void {
    this.chat.revision.value;
    untracked(() => {
      const [stretch, window] = [this.stretchNow(), this.window.peek()];
      if (stretch && window) this.showMore(stretch, window);
      else if (window)
        void this.openEnd(); // what was shown is known no longer
      else if (!this.isLoading.peek()) this.showEnd();
    });
  }

  /** A page that is waited for is shown as it comes, in the same rendering; else what comes at the end is followed. */
  private showMore(stretch: Stretch, window: TimelineWindow): void {
    const side = this.awaited;
    if (side && hasMore(side, stretch, window)) {
      this.awaited = null;
      this.extend(side);
    } else {
      this.window.value = windows.follow(stretch, window, this.looking());
    }
  }

  private looking(): windows.Looking {
    if (this.isReading()) return "up";
    return this.isAttended() ? "end" : "away";
  }

  /** A line stands above what came while nobody looked, and above what was marked unread again. */
  private followMarker(): void {
    const { last_read_seq, last_seq, NewMsgCount } = this.chat.chat.value;
    untracked(() => {
      const isBack = last_read_seq < this.marker;
      const isFirst = NewMsgCount > 0 && this.unread === 0 && !this.isAttended();
      if (isBack || isFirst) this.unreadAfter.value = last_read_seq;
      if (isBack) this.held = last_seq;
      this.marker = last_read_seq;
      this.unread = NewMsgCount;
      // What came while somebody looked is told by this, whether its row comes in sight or not: nothing else may.
      void this.client.markRead(this.chat.id, last_read_seq);
    });
  }

  private stretch(): Stretch | undefined {
    this.chat.revision.value;
    const window = this.window.value;
    return window ? this.chat.history.at(window.last) : undefined;
  }

  private stretchNow(): Stretch | undefined {
    const window = this.window.peek();
    return window ? this.chat.history.at(window.last) : undefined;
  }

  private end(): number {
    return this.chat.chat.peek().last_seq;
  }
}
