/** Of a text that was found, the stretch to show, in pieces: what matches and what stands between. Pure. */
export interface Piece {
  readonly text: string;
  readonly isMatch: boolean;
}

const BEFORE = 50; // characters before the first match
const LONGEST = 220;

export function excerpt(text: string, query: string): readonly Piece[] {
  const plain = text.replace(/\s+/g, " ").trim();
  const places = matches(plain, query);
  const first = places[0]?.[0] ?? 0;
  const from = first > BEFORE ? startOfWord(plain, first - BEFORE) : 0;
  const to = Math.min(plain.length, from + LONGEST);
  const pieces = cutAt(plain, places, from, to);
  if (from > 0) pieces.unshift({ text: "…", isMatch: false });
  if (to < plain.length) pieces.push({ text: "…", isMatch: false });
  return pieces;
}

/** Where the words stand, ascending and not overlapping. The server folds more than case: what it alone sees is not marked. */
function matches(text: string, query: string): readonly [number, number][] {
  const words = query.split(/\s+/).filter(Boolean).map(literal);
  if (!words.length) return [];
  const pattern = new RegExp(words.sort((a, b) => b.length - a.length).join("|"), "giu");
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]);
}

function literal(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function startOfWord(text: string, place: number): number {
  const space = text.indexOf(" ", place);
  return space >= 0 && space < place + 20 ? space + 1 : place;
}

function cutAt(text: string, places: readonly [number, number][], from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  let at = from;
  for (const [start, end] of places) {
    if (start < at || end > to) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), isMatch: false });
    pieces.push({ text: text.slice(start, end), isMatch: true });
    at = end;
  }
  if (at < to) pieces.push({ text: text.slice(at, to), isMatch: false });
  return pieces;
}
