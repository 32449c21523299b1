/**
 * Times as the language of the page writes them. Those that each message shows are spelled by hand: the first formatter of
 * `Intl` takes longer to make than twenty messages do.
 */
import { locale } from "../i18n/words.ts";

const NOON = 12;
const DAY = 24 * 60 * 60 * 1000; // milliseconds
const WEEK = 7; // days
const ALL_DAY = /^ru|-(?:GB|IE|ZA|150|AT|BE|CH|DE|NL|SE|SI)$/i; // where a clock has 24 hours
const WHOLE = { dateStyle: "full", timeStyle: "short" } as const;

/** `7:41 AM`, or `7:41`. */
export function spellTime(time: string): string {
  const brief = spellBriefly(time);
  if (ALL_DAY.test(locale())) return brief;
  return `${brief} ${new Date(time).getHours() < NOON ? "AM" : "PM"}`;
}

/** `7:41`: where there is little room. */
export function spellBriefly(time: string): string {
  const date = new Date(time);
  const [hours, minutes] = [date.getHours(), String(date.getMinutes()).padStart(2, "0")];
  return `${ALL_DAY.test(locale()) ? hours : hours % NOON || NOON}:${minutes}`;
}

/** With the day. */
export function spellWhole(time: string): string {
  return new Date(time).toLocaleString(locale(), WHOLE);
}

/** As briefly as it can be told apart in a list: the time of today, the day of this week, the date. */
export function spellWhen(time: string): string {
  const date = new Date(time);
  const days = Math.round((midday(new Date()) - midday(date)) / DAY);
  if (days <= 0) return spellTime(time);
  if (days < WEEK) return date.toLocaleDateString(locale(), { weekday: "short" });
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  return date.toLocaleDateString(locale(), isThisYear ? { day: "numeric", month: "short" } : { dateStyle: "short" });
}

function midday(date: Date): number {
  return new Date(date).setHours(NOON, 0, 0, 0);
}
