import { useEffect, useState } from "preact/hooks";

const NAME = /^:([^:\s]+):$/;

/** Whether a reaction is the name of one, as other programs write it. */
export function isNamed(reaction: string): boolean {
  return NAME.test(reaction);
}

/** The emoji that a name like `:tea:` stands for; the name, while that is not known, or if it stands for none. */
export function NamedEmoji({ name }: { name: string }) {
  const [glyph, setGlyph] = useState<string | null>(null);
  useEffect(() => {
    findGlyph(name).then(setGlyph, () => {}); // without a network it stays a name
  }, [name]);
  return <>{glyph ?? name}</>;
}

async function findGlyph(name: string): Promise<string | null> {
  const { loadEmoji } = await import("./loading.ts");
  const code = NAME.exec(name)?.[1] ?? "";
  return (await loadEmoji()).flat().find((each) => each.codes.includes(code))?.glyph ?? null;
}
