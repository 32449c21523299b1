/** One search: what is typed, its filters, what was found. It stays when the pane is closed: one often comes back to it. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Message } from "../../domain/types.ts";
import { type Found, type Looked, searchMessages } from "../../sync/api/search.ts";
import type { Client } from "../../sync/client.ts";
import { cut, isKnownValue, openFilter, readDay, startOfDay, type Typed, typedFilters } from "./filters.ts";

const PAUSE = 250; // milliseconds without a key
const LONGEST = 200; // characters that the server takes

/** `label` is what its chip says. */
export interface Place {
  readonly chatId?: number;
  readonly roomId?: number;
  readonly label: string;
}
export interface Author {
  readonly userId: number;
  readonly label: string;
}

export interface Filters {
  readonly place?: Place;
  readonly author?: Author;
  readonly hasFile?: boolean;
  readonly mentionsMe?: boolean;
  /** Days, `2026-05-01`: from the start of the one to the start of the other. */
  readonly after?: string;
  readonly before?: string;
}

export class Looking {
  readonly text: Signal<string> = signal("");
  readonly filters: Signal<Filters> = signal({});
  readonly messages: Signal<readonly Message[]> = signal([]);
  readonly hasMore: Signal<boolean> = signal(false);
  readonly isBusy: Signal<boolean> = signal(false);
  readonly problem: Signal<unknown> = signal(null);
  /** What the messages are of; null before the first answer. */
  readonly shown: Signal<Looked | null> = signal(null);
  /** The filter that is being typed: people or places are offered for it. */
  readonly open: ReadonlySignal<Typed | null> = computed(() => openFilter(this.text.value));
  private readonly client: Client;
  private cancelPause: () => void = () => {};
  private running: Promise<void> | null = null;

  constructor(client: Client) {
    this.client = client;
  }

  type(text: string): void {
    this.text.value = text;
    this.lift();
    this.later();
  }

  filter(change: { readonly [Key in keyof Filters]: Filters[Key] | undefined }): void {
    const merged = Object.entries({ ...this.filters.peek(), ...change }).filter(([, value]) => value);
    this.filters.value = Object.fromEntries(merged) as Filters;
    this.later();
  }

  /** What was being typed has been chosen: it stands as a chip. */
  choose(change: Filters): void {
    const typed = this.open.peek();
    if (typed) this.text.value = cut(this.text.peek(), typed);
    this.filter(change);
  }

  async loadMore(): Promise<void> {
    const looked = this.shown.peek();
    const last = this.messages.peek().at(-1);
    if (!looked || !last || !this.hasMore.peek() || this.isBusy.peek()) return;
    await this.ask(looked, last.id);
  }

  retry(): void {
    this.later(0);
  }

  /** What is to be asked now; null while there is nothing to look for. */
  private get looked(): Looked | null {
    const { place, author, hasFile, mentionsMe, after, before } = this.filters.peek();
    const typed = this.open.peek();
    const query = (typed ? cut(this.text.peek(), typed) : this.text.peek()).trim().slice(0, LONGEST);
    const looked: Looked = {
      ...(query ? { query } : {}),
      ...(place?.chatId ? { chatId: place.chatId } : {}),
      ...(place?.roomId ? { roomId: place.roomId } : {}),
      ...(author ? { authorId: author.userId } : {}),
      ...(hasFile ? { hasFile } : {}),
      ...(mentionsMe ? { mentionsMe } : {}),
      ...(after ? { after: startOfDay(after) } : {}),
      ...(before ? { before: startOfDay(before) } : {}),
    };
    return Object.keys(looked).length ? looked : null;
  }

  /** Filters that need no choice become chips as soon as they are typed. */
  private lift(): void {
    for (const typed of typedFilters(this.text.peek())) {
      const change = typed.isDone ? changeFor(typed) : null;
      if (!change) continue;
      this.text.value = cut(this.text.peek(), typed);
      return this.filter(change);
    }
  }

  private later(milliseconds = PAUSE): void {
    this.cancelPause();
    this.cancelPause = this.client.ports.after(milliseconds, () => void this.run());
  }

  /** One search of a user runs at a time: the next one waits, and by then asks what is wanted then. */
  private async run(): Promise<void> {
    if (this.running) {
      await this.running;
      return this.later(0);
    }
    const looked = this.looked;
    if (!looked) return this.forget();
    const isShown = JSON.stringify(looked) === JSON.stringify(this.shown.peek());
    if (isShown && !this.problem.peek()) return;
    this.running = isShown && this.hasMore.peek() ? this.loadMore() : this.ask(looked);
    await this.running;
    this.running = null;
  }

  private forget(): void {
    batch(() => {
      this.messages.value = [];
      this.hasMore.value = false;
      this.problem.value = null;
      this.shown.value = null;
    });
  }

  private async ask(looked: Looked, before?: number): Promise<void> {
    this.isBusy.value = true;
    try {
      this.take(looked, await searchMessages(this.client.api, looked, before), before);
    } catch (problem) {
      this.problem.value = problem;
    } finally {
      this.isBusy.value = false;
    }
  }

  private take(looked: Looked, found: Found, before?: number): void {
    batch(() => {
      this.problem.value = null;
      this.shown.value = looked;
      this.messages.value = before ? [...this.messages.peek(), ...found.messages] : found.messages;
      this.hasMore.value = found.more;
    });
  }
}

function changeFor({ key, value }: Typed): Filters | null {
  if (key === "has") return isKnownValue(key, value) ? { hasFile: true } : null;
  if (key === "mentions") return isKnownValue(key, value) ? { mentionsMe: true } : null;
  const day = key === "before" || key === "after" ? readDay(value) : null;
  return day ? { [key]: day } : null;
}
