/** The list that completes `@name` and `:emoji` while one types. */
import { type Signal, signal } from "@preact/signals";
import type { ChatStore } from "../../store/chat.ts";
import type { Client } from "../../sync/client.ts";
import { fetchLater, later } from "../../ui/later.tsx";
import type { Choices } from "./choices.ts";
import { finishedEmoji, type Sought, soughtAt } from "./completion.ts";
import type { SuggestionsProps } from "./suggestions.tsx";

const PAUSE = 120; // milliseconds without a key before the server is asked
const loadParts = () => fetchLater(() => import("./completing.ts"));

export const Suggestions = later<SuggestionsProps>(async () => (await loadParts()).Suggestions);

/** One line of the list. `text` is what takes the place of what was sought. */
export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly text: string;
  readonly userId?: number;
  readonly glyph?: string;
  readonly onChoose?: () => void;
}

export interface Offer {
  readonly sought: Sought;
  readonly choices: readonly Choice[];
  readonly active: number;
}

export class Completer {
  readonly offer: Signal<Offer | null> = signal(null);
  private readonly client: Client;
  private readonly chat: ChatStore;
  private choices: Choices | null = null;
  private run = 0;

  constructor(client: Client, chat: ChatStore) {
    this.client = client;
    this.chat = chat;
  }

  /** The text or the caret has changed. */
  async look(text: string, caret: number): Promise<void> {
    const run = ++this.run;
    const sought = soughtAt(text, caret);
    if (!sought) return this.close();
    await pause(this.offer.peek() ? PAUSE : 0);
    if (run !== this.run) return;
    const choices = await this.find(sought).catch(() => []); // nothing to offer is no reason to disturb
    if (run !== this.run) return;
    this.offer.value = choices.length ? { sought, choices, active: 0 } : null;
  }

  /** What is offered for the text as it is now: while the next list is on its way, those of the last one that still fit. */
  at(text: string, caret: number): Offer | null {
    const offer = this.offer.peek();
    const sought = offer && soughtAt(text, caret);
    if (!sought || sought.kind !== offer.sought.kind || sought.start !== offer.sought.start) return null;
    if (sought.query === offer.sought.query) return offer;
    const choices = offer.choices.filter((choice) => isStillMeant(choice, sought.query));
    return choices.length ? { sought, choices, active: 0 } : null;
  }

  /** What an emoji's name that was written out stands for. */
  async finish(text: string, caret: number): Promise<{ sought: Sought; glyph: string } | null> {
    const sought = finishedEmoji(text, caret);
    const glyph = sought && (await (await this.load()).glyphOf(sought));
    return glyph ? { sought, glyph } : null;
  }

  move(step: number): void {
    const offer = this.offer.peek();
    if (!offer) return;
    const { length } = offer.choices;
    this.offer.value = { ...offer, active: (offer.active + step + length) % length };
  }

  /** The pointer is on this line. */
  point(index: number): void {
    const offer = this.offer.peek();
    if (offer && offer.active !== index) this.offer.value = { ...offer, active: index };
  }

  close(): void {
    this.run++;
    this.offer.value = null;
  }

  private async find(sought: Sought): Promise<readonly Choice[]> {
    return (await this.load()).find(sought);
  }

  private async load(): Promise<Choices> {
    const [parts] = await Promise.all([loadParts(), Suggestions.load()]);
    this.choices ??= new parts.Choices(this.client, this.chat);
    return this.choices;
  }
}

function isStillMeant({ label, detail }: Choice, query: string): boolean {
  return [label, detail].some((text) => text.toLowerCase().includes(query.toLowerCase()));
}

function pause(milliseconds: number): Promise<void> {
  return milliseconds ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : Promise.resolve();
}
