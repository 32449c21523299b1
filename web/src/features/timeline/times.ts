/** Times as the language of the page writes them. Formatters are kept: making one costs more than a row. */
import { language } from "../../i18n/words.ts";

const CLOCK = { hour: "numeric", minute: "2-digit" } as const;
const WHOLE = { dateStyle: "full", timeStyle: "short" } as const;

const kept = new Map<string, Intl.DateTimeFormat>();

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language()} ${name}`;
  const known = kept.get(key) ?? new Intl.DateTimeFormat(language(), options);
  kept.set(key, known);
  return known;
}

/** `7:41 AM`. */
export function spellTime(time: string): string {
  return formatter("clock", CLOCK).format(new Date(time));
}

/** `7:41`: where there is little room. */
export function spellBriefly(time: string): string {
  const parts = formatter("clock", CLOCK).formatToParts(new Date(time));
  return parts
    .filter((part) => part.type !== "dayPeriod")
    .map((part) => part.value)
    .join("")
    .trim();
}

/** With the day. */
export function spellWhole(time: string): string {
  return formatter("whole", WHOLE).format(new Date(time));
}
