/** The colours of code: plain until they have been found, and kept for when it is shown again. */
import { useEffect, useState } from "preact/hooks";
import type { Part } from "./highlight.worker.ts";

const LONGEST = 20_000; // characters: what is longer stays plain
const KEPT = 200; // blocks

const kept = new Map<string, readonly Part[]>();

export function useColours(language: string, text: string): readonly Part[] | null {
  const key = `${language}\n${text}`;
  const [parts, setParts] = useState<readonly Part[] | null>(kept.get(key) ?? null);
  useEffect(() => {
    if (kept.has(key)) return setParts(kept.get(key) ?? null);
    if (!language || text.length > LONGEST) return setParts(null);
    let isGone = false;
    void find(language, text).then((found) => {
      if (found) keep(key, found);
      if (!isGone) setParts(found);
    });
    return () => {
      isGone = true;
    };
  }, [key]);
  return parts;
}

/** Plain, too, if what finds them can't be loaded: the next block asks again. */
async function find(language: string, text: string): Promise<readonly Part[] | null> {
  try {
    return await (await import("./highlighter.ts")).highlight(language, text);
  } catch {
    return null;
  }
}

function keep(key: string, parts: readonly Part[]): void {
  kept.set(key, parts);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? "");
}
