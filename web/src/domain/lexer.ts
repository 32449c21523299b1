/** Marked's lexer: it comes when a text with markup is to be read, which most are not and few are twice. */
import { signal } from "@preact/signals";
import type { Token } from "marked";

/** Null until it is here. What is shown of a text changes with it. */
export const lexer = signal<((text: string) => readonly Token[]) | null>(null);
let coming: Promise<void> | null = null;

/** Have it. Rejects if it can't be loaded; the next who needs it tries again. */
export function loadLexer(): Promise<void> {
  coming ??= fetchLexer().catch((error: unknown) => {
    coming = null;
    throw error;
  });
  return coming;
}

async function fetchLexer(): Promise<void> {
  lexer.value = (await import("./lexing.ts")).lex;
}
