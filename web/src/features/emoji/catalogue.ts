/** All emoji, as `tools/emoji.ts` spells them. */
export interface Emoji {
  readonly glyph: string;
  readonly hasTones: boolean;
  /** Names to type between colons; the first is the usual one. */
  readonly codes: readonly string[];
  readonly name: string;
  /** Other words it is found by, in lower case. */
  readonly words: readonly string[];
}

export type Groups = readonly (readonly Emoji[])[];

export const GROUPS = [
  "smileys",
  "people",
  "animals",
  "food",
  "travel",
  "activities",
  "objects",
  "symbols",
  "flags",
] as const;

export function parseEmoji(catalogue: string, words = ""): Groups {
  const told = words.split("\n\n").map((group) => group.split("\n"));
  return catalogue
    .split("\n\n")
    .map((group, index) => group.split("\n").map((line, place) => parseLine(line, told[index]?.[place] ?? "")));
}

function parseLine(line: string, told: string): Emoji {
  const [glyph = "", tones, codes = "", english] = line.split("\t");
  const [name, words] = told.split("\t");
  const all = codes.split(" ");
  const plain = english || (all[0] ?? "").replaceAll("_", " ");
  return {
    glyph,
    hasTones: tones === "1",
    codes: all,
    name: name || plain,
    words: [...split(name), ...split(plain), ...split(words)],
  };
}

function split(text = ""): string[] {
  return text ? text.toLowerCase().split(/[\s:,()-]+/) : [];
}

/** Those that a text fits, the best first: by the name to type, then by the other words. */
export function findEmoji(groups: Groups, query: string, most = 200): readonly Emoji[] {
  const wanted = fold(query.toLowerCase().replace(/^:|:$/g, "").trim());
  if (!wanted) return [];
  const ranked: { emoji: Emoji; rank: number }[] = [];
  for (const emoji of groups.flat()) {
    const rank = rankOf(emoji, wanted);
    if (rank < WORST) ranked.push({ emoji, rank });
  }
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map((each) => each.emoji);
}

const WORST = 9;

function rankOf({ codes, words }: Emoji, wanted: string): number {
  const folded = codes.map(fold);
  if (folded.includes(wanted)) return 0;
  if (folded.some((code) => code.startsWith(wanted))) return 1;
  const parts = wanted.split("_").filter(Boolean);
  if (!parts.length) return WORST;
  const isWhole = parts.every((part) => words.some((word) => fold(word) === part));
  if (isWhole) return 2;
  if (parts.every((part) => words.some((word) => fold(word).startsWith(part)))) return 3;
  if (folded.some((code) => code.includes(wanted))) return 4;
  return WORST;
}

/** By whatever sign words are joined, and with or without the dots of ё. */
function fold(text: string): string {
  return text.replaceAll("ё", "е").replace(/[\s_-]+/g, "_");
}
