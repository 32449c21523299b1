/** An emoji in one of the five tones of skin; 0 is none. */
const FIRST_TONE = 0x1f3fb;
const BASE = /\p{Emoji_Modifier_Base}/u;
const AS_PICTURE = "\ufe0f"; // a tone says the same, and takes its place

export const TONES = [0, 1, 2, 3, 4, 5] as const;

export function withTone(glyph: string, tone: number): string {
  if (!tone) return glyph;
  const sign = String.fromCodePoint(FIRST_TONE + tone - 1);
  const parts = [...glyph];
  return parts
    .filter((part, index) => part !== AS_PICTURE || !BASE.test(parts[index - 1] ?? ""))
    .map((part) => (BASE.test(part) ? part + sign : part))
    .join("");
}
