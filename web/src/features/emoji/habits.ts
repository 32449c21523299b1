/** Which emoji one likes, and in which tone: kept in this browser. */
import { type Signal, signal } from "@preact/signals";
import { keep, readKept } from "../../platform/kept.ts";

const RECENT = "besedka.emoji";
const TONE = "besedka.tone";
const MOST = 27; // three rows
const USUAL = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "🔥", "👏"];

export const recent: Signal<readonly string[]> = signal(readKept(RECENT)?.split(" ") ?? USUAL);
export const tone: Signal<number> = signal(Number(readKept(TONE) ?? 0));

export function remember(glyph: string): void {
  recent.value = [glyph, ...recent.peek().filter((each) => each !== glyph)].slice(0, MOST);
  keep(RECENT, recent.peek().join(" "));
}

export function chooseTone(chosen: number): void {
  tone.value = chosen;
  keep(TONE, String(chosen));
}
