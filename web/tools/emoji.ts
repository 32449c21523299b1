/**
 * Emoji as the picker needs them, trimmed from emojibase: `virtual:emoji` exports every emoji with its names to type and its
 * English name, `virtual:emoji/en` and `virtual:emoji/ru` what they are found by in a language. Groups are parted by empty
 * lines, an emoji is a line, its fields are parted by tabs.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { withTone } from "../src/features/emoji/tones.ts";

const DATA = fileURLToPath(new URL("../node_modules/emojibase-data/", import.meta.url));
const MODULE = "virtual:emoji";
const NEWEST = 15.1; // of Unicode's emoji: what is newer is a box on many a machine
const PARTS = 2; // the group of skin tones and hair, which are no emoji by themselves

interface Emoji {
  hexcode: string;
  emoji: string;
  label: string;
  tags?: string[];
  group?: number;
  order: number;
  version: number;
  skins?: { emoji: string; tone: number | number[] }[];
}
type Codes = Record<string, string | string[]>;

export function emoji(): Plugin {
  return {
    name: "emoji",
    resolveId: (id) => (id === MODULE || id.startsWith(`${MODULE}/`) ? `\0${id}` : null),
    load(id) {
      if (id === `\0${MODULE}`) return spell(grouped().map((group) => group.map(describe)));
      const language = id.startsWith(`\0${MODULE}/`) ? id.slice(MODULE.length + 2) : null;
      return language ? spell(words(language)) : null;
    },
  };
}

function spell(groups: readonly (readonly string[])[]): string {
  return `export default ${JSON.stringify(groups.map((lines) => lines.join("\n")).join("\n\n"))};`;
}

function grouped(): Emoji[][] {
  const groups: Emoji[][] = [];
  for (const each of read<Emoji[]>("en/data.json").sort((a, b) => a.order - b.order)) {
    if (each.group === undefined || each.group === PARTS || each.version > NEWEST) continue;
    groups[each.group] ??= [];
    groups[each.group]?.push(each);
  }
  return groups.filter((group) => group.length);
}

const SETS = ["github", "iamcal", "emojibase"].map((name) => read<Codes>(`en/shortcodes/${name}.json`));

function describe(each: Emoji): string {
  const [github, slack, own] = SETS.map((set) => [set[each.hexcode] ?? []].flat());
  const known = [...new Set([...(github ?? []), ...(slack ?? [])])].slice(0, 3);
  const codes = known.length ? known : (own ?? []).slice(0, 1);
  const name = each.label === codes[0]?.replaceAll("_", " ") ? "" : each.label;
  return [each.emoji, hasTones(each) ? "1" : "", codes.join(" "), name].join("\t");
}

/** Whether its five tones are what `withTone` makes of it. */
function hasTones({ emoji: glyph, skins }: Emoji): boolean {
  const plain = skins?.filter((skin) => typeof skin.tone === "number") ?? [];
  return plain.length === 5 && plain.every((skin, index) => withTone(glyph, index + 1) === skin.emoji);
}

/** For each emoji its name, where that is not the English one, and other words for it. */
function words(language: string): string[][] {
  const known = new Map(read<Emoji[]>(`${language}/data.json`).map((each) => [each.hexcode, each]));
  return grouped().map((group) =>
    group.map(({ hexcode }) => {
      const each = known.get(hexcode);
      return [language === "en" ? "" : (each?.label ?? ""), (each?.tags ?? []).join(" ")].join("\t");
    }),
  );
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(`${DATA}${name}`, "utf8")) as T;
}
