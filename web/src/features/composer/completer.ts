/** The list that completes `@name` and `:emoji` while one types. */
import { type Signal, signal } from "@preact/signals";
import { displayName, type Member } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { completeEmoji, type Emoji, remember, tone, withTone } from "../emoji/index.ts";
import { finishedEmoji, type Sought, soughtAt } from "./completion.ts";
import type { People } from "./people.ts";

const MOST = 8;
const PAUSE = 120; // milliseconds without a key before the server is asked

/** One line of the list. `text` is what takes the place of what was sought. */
export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly text: string;
  readonly userId?: number;
  readonly glyph?: string;
}

export interface Offer {
  readonly sought: Sought;
  readonly choices: readonly Choice[];
  readonly active: number;
}

export class Completer {
  readonly offer: Signal<Offer | null> = signal(null);
  private readonly people: People;
  private run = 0;

  constructor(people: People) {
    this.people = people;
  }

  /** The text or the caret has changed. */
  async look(text: string, caret: number): Promise<void> {
    const run = ++this.run;
    const sought = soughtAt(text, caret);
    if (!sought) return this.close();
    await pause(this.offer.peek() ? PAUSE : 0);
    if (run !== this.run) return;
    const choices = await this.choicesFor(sought).catch(() => []); // nothing to offer is no reason to disturb
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
    if (!sought) return null;
    const emoji = (await completeEmoji(sought.query, 1))[0];
    if (!emoji?.codes.includes(sought.query.toLowerCase())) return null;
    return { sought, glyph: glyphOf(emoji) };
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

  private async choicesFor({ kind, query }: Sought): Promise<readonly Choice[]> {
    if (kind === "emoji") return (await completeEmoji(query, MOST)).map(choiceOfEmoji);
    const people = (await this.people.find(query)).slice(0, MOST).map(choiceOfPerson);
    const isAll = ["all", t("composer.all_word")].some((word) => word.startsWith(query.toLowerCase()));
    return isAll && (await this.people.mayCallAll()) ? [...people.slice(0, MOST - 1), choiceOfAll()] : people;
  }
}

function isStillMeant({ label, detail }: Choice, query: string): boolean {
  return [label, detail].some((text) => text.toLowerCase().includes(query.toLowerCase()));
}

function choiceOfPerson(person: Member): Choice {
  const { user_id: userId, username } = person;
  return { key: `${userId}`, label: displayName(person), detail: `@${username}`, text: `@${username} `, userId };
}

function choiceOfAll(): Choice {
  return { key: "all", label: t("composer.everyone"), detail: "@all", text: "@all " };
}

function choiceOfEmoji(emoji: Emoji): Choice {
  const glyph = glyphOf(emoji);
  const code = emoji.codes[0] ?? "";
  return { key: emoji.glyph, label: `:${code}:`, detail: emoji.name, text: `${glyph} `, glyph };
}

function glyphOf(emoji: Emoji): string {
  return emoji.hasTones ? withTone(emoji.glyph, tone.peek()) : emoji.glyph;
}

/** It was chosen: the picker shows it among those used lately. */
export function noteChoice(choice: Choice): void {
  if (choice.glyph) remember(choice.key);
}

function pause(milliseconds: number): Promise<void> {
  return milliseconds ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : Promise.resolve();
}
