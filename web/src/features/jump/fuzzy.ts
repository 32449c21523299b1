/** How well a few letters fit a name. Pure. */
export interface Fit {
  /** The higher the better. */
  readonly score: number;
  /** Which characters of the name the letters are, ascending. */
  readonly places: readonly number[];
}

const WHOLE_START = 100;
const WORD_START = 60;
const WITHIN = 30;

/** Null if the letters are not in the name, in their order. Case, accents and `ё` do not matter. */
export function fit(query: string, name: string): Fit | null {
  const wanted = fold(query.trim());
  const letters = [...name].map((letter) => fold(letter));
  if (!wanted.length) return { score: 0, places: [] };
  return asStretch(wanted, letters) ?? asLetters(wanted, letters);
}

/** One stretch of the name: best at its start, or at that of a word. */
function asStretch(wanted: string, letters: readonly string[]): Fit | null {
  const text = letters.join("");
  if (text.length !== letters.length) return null; // a letter that became several: then letter by letter
  const starts = [...Array(letters.length).keys()].filter((place) => text.startsWith(wanted, place));
  const start = starts.find((place) => isWordStart(letters, place)) ?? starts[0];
  if (start === undefined) return null;
  const score = start === 0 ? WHOLE_START : isWordStart(letters, start) ? WORD_START : WITHIN;
  const places = Array.from({ length: wanted.length }, (_, index) => start + index);
  return { score: score - (letters.length - wanted.length) / 10, places };
}

/** Letters here and there: those at the starts of words count. */
function asLetters(wanted: string, letters: readonly string[]): Fit | null {
  const places: number[] = [];
  let score = 0;
  let at = 0;
  for (const letter of wanted.replace(/\s/g, "")) {
    const word = letters.findIndex((each, place) => place >= at && each === letter && isWordStart(letters, place));
    const next = letters.indexOf(letter, at);
    const place = next === at || word < 0 ? next : word;
    if (place < 0) return null;
    score += place === at && places.length ? 3 : isWordStart(letters, place) ? 4 : -2;
    places.push(place);
    at = place + 1;
  }
  return score > 0 ? { score: score - letters.length / 10, places } : null;
}

function isWordStart(letters: readonly string[], place: number): boolean {
  return place === 0 || /[^\p{L}\p{N}]/u.test(letters[place - 1] ?? "");
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

interface Piece {
  text: string;
  readonly isMatch: boolean;
}

/** A name in as few pieces as show which of its letters fit: WebKit joins no letters across pieces, as Arabic needs it. */
export function piecesOf(name: string, places: readonly number[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [index, letter] of [...name].entries()) {
    const isMatch = places.includes(index);
    const last = pieces.at(-1);
    if (last?.isMatch === isMatch) last.text += letter;
    else pieces.push({ text: letter, isMatch });
  }
  return pieces;
}
