/**
 * Times as the language of the page writes them. Those that each message shows are spelled by hand: the first formatter of
 * `Intl` takes longer to make than twenty messages do.
 */
import { language } from "../../i18n/words.ts";

const NOON = 12;
const WHOLE = { dateStyle: "full", timeStyle: "short" } as const;

/** `7:41 AM`. */
export function spellTime(time: string): string {
  const brief = spellBriefly(time);
  if (language() === "ru") return brief;
  return `${brief} ${new Date(time).getHours() < NOON ? "AM" : "PM"}`;
}

/** `7:41`: where there is little room. */
export function spellBriefly(time: string): string {
  const date = new Date(time);
  const [hours, minutes] = [date.getHours(), String(date.getMinutes()).padStart(2, "0")];
  return `${language() === "ru" ? hours : hours % NOON || NOON}:${minutes}`;
}

/** With the day. */
export function spellWhole(time: string): string {
  return new Date(time).toLocaleString(language(), WHOLE);
}
