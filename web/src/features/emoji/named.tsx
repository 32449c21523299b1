import { useEffect, useState } from "preact/hooks";
import { loadEmoji } from "./loading.ts";

const NAME = /^:([^:\s]+):$/;

/** Whether a reaction is the name of one, as other programs write it. */
export function isNamed(reaction: string): boolean {
  return NAME.test(reaction);
}

/** The emoji that a name like `:tea:` stands for; the name, while that is not known, or if it stands for none. */
export function NamedEmoji({ name }: { name: string }) {
  const [glyph, setGlyph] = useState<string | null>(null);
  useEffect(() => {
    const code = NAME.exec(name)?.[1];
    loadEmoji().then(
      (groups) => setGlyph(groups.flat().find((each) => each.codes.includes(code ?? ""))?.glyph ?? null),
      () => {}, // without a network it stays a name
    );
  }, [name]);
  return <>{glyph ?? name}</>;
}
