/** What could be completed in a text. Pure: by what is the business of `choices.ts`. */

/** What stands between `start` and `end` is to be replaced; `query` is what was typed after the sign. */
export interface Sought {
  readonly kind: "person" | "emoji";
  readonly start: number;
  readonly end: number;
  readonly query: string;
}

const LOOK_BACK = 40; // code units: names are shorter
// As the server finds calls: not within a word, so that an e-mail address calls nobody.
const PERSON = /(?:^|[^\p{L}\p{M}\p{N}_.-])@([\p{L}\p{M}\p{N}_.-]{0,32})$/u;
// Two characters at least, and not after a digit or a letter: `10:30` and `note:this` are no emoji.
const EMOJI = /(?:^|[^\p{L}\p{N}:]):([\p{L}\p{N}_+-]{2,32})$/u;
const WHOLE_EMOJI = /(?:^|[^\p{L}\p{N}:]):([\p{L}\p{N}_+-]{2,32}):$/u;

/** What is being typed at the caret. */
export function soughtAt(text: string, caret: number): Sought | null {
  const before = text.slice(Math.max(0, caret - LOOK_BACK), caret);
  const person = PERSON.exec(before)?.[1];
  if (person !== undefined) return { kind: "person", start: caret - person.length - 1, end: caret, query: person };
  const emoji = EMOJI.exec(before)?.[1];
  if (emoji !== undefined) return { kind: "emoji", start: caret - emoji.length - 1, end: caret, query: emoji };
  return null;
}

/** The `:name:` that has just been finished before the caret. */
export function finishedEmoji(text: string, caret: number): Sought | null {
  const query = WHOLE_EMOJI.exec(text.slice(Math.max(0, caret - LOOK_BACK), caret))?.[1];
  return query === undefined ? null : { kind: "emoji", start: caret - query.length - 2, end: caret, query };
}
