/** Which emoji one likes, and in which tone: kept in this browser. */
import { type Signal, signal } from "@preact/signals";

const RECENT = "besedka.emoji";
const TONE = "besedka.tone";
const MOST = 27; // three rows
const USUAL = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "🔥", "👏"];

export const recent: Signal<readonly string[]> = signal(read(RECENT)?.split(" ") ?? USUAL);
export const tone: Signal<number> = signal(Number(read(TONE) ?? 0));

export function remember(glyph: string): void {
  recent.value = [glyph, ...recent.peek().filter((each) => each !== glyph)].slice(0, MOST);
  write(RECENT, recent.peek().join(" "));
}

export function chooseTone(chosen: number): void {
  tone.value = chosen;
  write(TONE, String(chosen));
}

// A browser may refuse to keep anything; then it is for this page only.
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // refused or full
  }
}
