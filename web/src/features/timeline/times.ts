/** Times as the language of the page writes them. What was spelled is kept: the clock has 1440 minutes, a chat has more rows. */
import { language } from "../../i18n/words.ts";

const CLOCK = { hour: "numeric", minute: "2-digit" } as const;
const WHOLE = { dateStyle: "full", timeStyle: "short" } as const;

const formatters = new Map<string, Intl.DateTimeFormat>();
const minutes = new Map<string, Minute>();

/** A minute of any day. */
interface Minute {
  readonly time: string;
  readonly brief: string;
}

/** `7:41 AM`. */
export function spellTime(time: string): string {
  return minuteOf(new Date(time)).time;
}

/** `7:41`: where there is little room. */
export function spellBriefly(time: string): string {
  return minuteOf(new Date(time)).brief;
}

/** With the day. */
export function spellWhole(time: string): string {
  return formatter("whole", WHOLE).format(new Date(time));
}

function minuteOf(date: Date): Minute {
  const key = `${language()} ${date.getHours()} ${date.getMinutes()}`;
  const known = minutes.get(key) ?? spellMinute(date);
  minutes.set(key, known);
  return known;
}

function spellMinute(date: Date): Minute {
  const clock = formatter("clock", CLOCK);
  const brief = clock.formatToParts(date).filter((part) => part.type !== "dayPeriod");
  return {
    time: clock.format(date),
    brief: brief
      .map((part) => part.value)
      .join("")
      .trim(),
  };
}

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language()} ${name}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(language(), options);
  formatters.set(key, known);
  return known;
}
