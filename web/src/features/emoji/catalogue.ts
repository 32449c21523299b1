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
  return text ? text.toLowerCase().split(/[\s:,()]+/) : [];
}

/** Those that a text fits, the best first: by the name to type, then by the other words. */
export function findEmoji(groups: Groups, query: string, most = 200): readonly Emoji[] {
  const wanted = query.toLowerCase().replace(/^:|:$/g, "").replaceAll("ё", "е").trim();
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
  if (codes.includes(wanted)) return 0;
  if (codes.some((code) => code.startsWith(wanted))) return 1;
  const parts = wanted.split(/[\s_]+/);
  const isWhole = parts.every((part) => words.some((word) => plain(word) === part));
  if (isWhole) return 2;
  if (parts.every((part) => words.some((word) => plain(word).startsWith(part)))) return 3;
  if (codes.some((code) => code.includes(wanted))) return 4;
  return WORST;
}

function plain(word: string): string {
  return word.replaceAll("ё", "е");
}
