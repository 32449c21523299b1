/** The text of a message before it is sent. */
export const LONGEST = 10_000; // characters: code points
const SHOWN_FROM = 500; // characters that are left

/** Without the empty lines before it and the space after it. */
export function trimText(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, "").trimEnd();
}

/** How many characters are left to write; null while there are plenty. */
export function charactersLeft(text: string): number | null {
  if (text.length <= LONGEST - SHOWN_FROM) return null; // code units are at least as many
  let count = 0;
  for (const _ of text) count++;
  return count > LONGEST - SHOWN_FROM ? LONGEST - count : null;
}

export function canSend(text: string, files: number): boolean {
  return (files > 0 || trimText(text) !== "") && (charactersLeft(text) ?? 0) >= 0;
}
