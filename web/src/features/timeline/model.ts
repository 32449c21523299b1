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

export class TimelineModel {
  readonly window: Signal<TimelineWindow | null> = signal(null);
  readonly isLoading: Signal<boolean> = signal(false);
  /** What went wrong while history was loaded; null once it went well. */
  readonly problem: Signal<unknown> = signal(null);
  /** The line "new" stands above the first message after this one, until one leaves. */
  readonly unreadAfter: Signal<number | null>;
  readonly chat: ChatStore;
  private readonly client: Client;
  private readonly stop: () => void;

  constructor(client: Client, chat: ChatStore, window: TimelineWindow | null) {
    this.client = client;
    this.chat = chat;
    const { last_read_seq, NewMsgCount } = chat.chat.peek();
    this.unreadAfter = signal(NewMsgCount ? last_read_seq : null);
    this.window.value = window;
    this.stop = effect(() => this.followHistory());
  }

  close(): void {
    this.stop();
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

  /** Open where reading goes on: at the end, or at a message. */
  async open(seq?: number): Promise<void> {
    await this.load(async () => {
      if (seq === undefined) {
        await this.client.pages.loadNewest(this.chat.id);
        this.showEnd();
      } else {
        await this.client.pages.loadAround(this.chat.id, seq);
        const stretch = this.chat.history.at(seq);
        if (stretch) this.window.value = windows.openAround(stretch, seq, this.end());
      }
    });
  }

  /** One page more on a side: from what is known, else from the server. */
  async grow(side: "top" | "bottom"): Promise<void> {
    const [stretch, window] = [this.stretchNow(), this.window.peek()];
    if (!stretch || !window || this.isLoading.peek()) return;
    if (side === "top") await this.growUp(stretch, window);
    else if (!window.isLive) await this.growDown(stretch, window);
  }

  private async growUp(stretch: Stretch, window: TimelineWindow): Promise<void> {
    if (!windows.hasAbove(stretch, window)) {
      if (stretch.from <= 1) return;
      if (!(await this.load(() => this.client.pages.loadBefore(this.chat.id, stretch.from)))) return;
    }
    const [now, shown] = [this.stretchNow(), this.window.peek()];
    if (now && shown) this.window.value = windows.growUp(now, shown, this.end());
  }

  private async growDown(stretch: Stretch, window: TimelineWindow): Promise<void> {
    if (!windows.hasBelow(stretch, window) && stretch.to < this.end()) {
      if (!(await this.load(() => this.client.pages.loadAfter(this.chat.id, stretch.to)))) return;
    }
    const [now, shown] = [this.stretchNow(), this.window.peek()];
    if (now && shown) this.window.value = windows.growDown(now, shown, this.end());
  }

  private showEnd(): void {
    const newest = this.chat.history.newest;
    if (newest && newest.to >= this.end()) this.window.value = windows.openAtEnd(newest);
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
      if (stretch && window) this.window.value = windows.follow(stretch, window);
      else if (window)
        void this.open(); // what was shown is known no longer
      else if (!this.isLoading.peek()) this.showEnd();
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
