/** Emoji by names like `:tea:`, as other programs react with them. */
import { useEffect, useState } from "preact/hooks";

const NAME = /^:([^:\s]+):$/;

/** What reactions are shown as: a name as the emoji that it stands for, once that is known; if it stands for none, as the name. */
export function useGlyphs(reactions: readonly string[]): (reaction: string) => string {
  const names = reactions.filter((each) => NAME.test(each)).join(" ");
  const [glyphs, setGlyphs] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (names) findGlyphs(names.split(" ")).then(setGlyphs, () => {}); // without a network they stay names
  }, [names]);
  return (reaction) => glyphs.get(reaction) ?? reaction;
}

async function findGlyphs(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { loadEmoji } = await import("./loading.ts");
  const all = (await loadEmoji()).flat();
  const glyphOf = (name: string) => all.find((each) => each.codes.includes(name.slice(1, -1)))?.glyph ?? name;
  return new Map(names.map((name) => [name, glyphOf(name)]));
}
