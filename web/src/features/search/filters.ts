/** What is looked for, as one types it: words, and filters like `from:ada` among them. Pure. */
export type FilterKey = "from" | "in" | "has" | "mentions" | "before" | "after";

// As they are typed in both languages, whatever the page speaks.
const KEYS: Readonly<Record<string, FilterKey>> = {
  from: "from",
  in: "in",
  has: "has",
  mentions: "mentions",
  before: "before",
  after: "after",
  от: "from",
  в: "in",
  есть: "has",
  зовёт: "mentions",
  зовет: "mentions",
  до: "before",
  после: "after",
};
const VALUES: Readonly<Record<string, readonly string[]>> = {
  has: ["file", "files", "файл", "файлы"],
  mentions: ["me", "меня"],
};

const TYPED = /(?:^|\s)(\p{L}+):("[^"]*"?|\S*)/gu;

export interface Typed {
  readonly key: FilterKey;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** There is something behind it, or its quotes are closed: it is not being typed any more. */
  readonly isDone: boolean;
}

/** The filters in a text. */
export function typedFilters(text: string): readonly Typed[] {
  const found: Typed[] = [];
  for (const match of text.matchAll(TYPED)) {
    const [whole, name = "", raw = ""] = match;
    const key = KEYS[name.toLowerCase()];
    if (!key) continue;
    const end = match.index + whole.length;
    const start = end - name.length - 1 - raw.length;
    const isQuoted = raw.length > 1 && raw.startsWith('"') && raw.endsWith('"');
    const value = raw.replace(/^"|"$/g, "");
    found.push({ key, value, start, end, isDone: value !== "" && (isQuoted || end < text.length) });
  }
  return found;
}

/** The filter that is being typed at the end of a text. */
export function openFilter(text: string): Typed | null {
  const last = typedFilters(text).at(-1);
  return last && !last.isDone && last.end === text.length ? last : null;
}

/** The text without that stretch. */
export function cut(text: string, { start, end }: Pick<Typed, "start" | "end">): string {
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trimStart();
}

/** Whether `has:` or `mentions:` has a value that there is. */
export function isKnownValue(key: FilterKey, value: string): boolean {
  return (VALUES[key] ?? []).includes(value.toLowerCase());
}

/** A day as one writes it, `2026-05-01` or `1.5.2026`, as the former; null if there is no such day. */
export function readDay(text: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1) : dotted ? dotted.slice(1).reverse() : [];
  if (!year || !month || !day) return null;
  const spelt = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${spelt}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(spelt) ? spelt : null;
}

/** When a day begins here, as the contract writes times. */
export function startOfDay(day: string): string {
  return new Date(`${day}T00:00:00`).toISOString();
}
