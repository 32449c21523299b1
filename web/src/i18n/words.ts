/**
 * The words of the page in the language that was chosen. The catalogues are JSON in i18next's format, which translators'
 * tools read: `{{name}}` is filled in; a key whose plural matters stands once per form, `key_one`, `key_other`, and so on.
 */
import { signal } from "@preact/signals";
import type account from "./en/account.json";
import type server from "./en/server.json";
import type settings from "./en/settings.json";
import type { en } from "./en.ts";
import type rest from "./en-rest.ts";

export type Language = "en" | "ru";
type Form = "zero" | "one" | "two" | "few" | "many" | "other";
type Stem<Key> = Key extends `${infer Base}_${Form}` ? Base : Key;
type Words = typeof en & typeof rest & typeof account & typeof server & typeof settings;
export type WordKey = Stem<keyof Words> & string;
export type Catalogue = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;

const LOADERS: Record<Language, () => Promise<Catalogue>> = {
  en: () => import("./en.ts").then((part) => part.en),
  ru: () => import("./ru.ts").then((part) => part.ru),
};

// Of what is not seen at first: loaded with the code that says them, by `learn`. `rest` comes with all that is `later`.
const PARTS = {
  rest: {
    en: () => import("./en-rest.ts"),
    ru: () => import("./ru-rest.ts"),
  },
  account: {
    en: () => import("./en/account.json", { with: { type: "json" } }),
    ru: () => import("./ru/account.json", { with: { type: "json" } }),
  },
  server: {
    en: () => import("./en/server.json", { with: { type: "json" } }),
    ru: () => import("./ru/server.json", { with: { type: "json" } }),
  },
  settings: {
    en: () => import("./en/settings.json", { with: { type: "json" } }),
    ru: () => import("./ru/settings.json", { with: { type: "json" } }),
  },
} as const satisfies Record<string, Record<Language, () => Promise<{ default: Catalogue }>>>;

export type Part = keyof typeof PARTS;

const learned = new Map<Part, Promise<void>>();
const current = signal({
  language: "en" as Language,
  locale: "en",
  catalogue: {} as Record<string, string>,
});
let plurals: Intl.PluralRules | null = null; // of that language, as soon as something is counted

/** The language of the page. */
export function language(): Language {
  return current.value.language;
}

/** The language as the browser's user writes it: a Briton's clock has 24 hours. For dates, times and numbers. */
export function locale(): string {
  return current.value.locale;
}

/** The language that suits someone who prefers these, in this order. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const base = baseOf(tag);
    if (base === "en" || base === "ru") return base;
  }
  return "en";
}

function baseOf(tag: string): string | undefined {
  return tag.toLowerCase().split("-")[0];
}

/** Load the words of a language; everything that is shown changes to it. */
export async function speak(language: Language): Promise<void> {
  const words = await LOADERS[language]();
  const parts = [...learned.keys()];
  useWords(language, Object.assign({}, words, ...(await Promise.all(parts.map((part) => loadPart(part, language))))));
  await Promise.all([...learned.keys()].filter((part) => !parts.includes(part)).map(addPart)); // learned meanwhile
}

/** Have the words of a part, in whatever language is spoken. */
export function learn(part: Part): Promise<void> {
  const known = learned.get(part);
  if (known) return known;
  const coming = addPart(part);
  learned.set(part, coming);
  coming.catch(() => learned.delete(part)); // the next one who needs it tries again
  return coming;
}

/** Nothing is rendered anew: what says these words is not on the page yet. */
async function addPart(part: Part): Promise<void> {
  const spoken = language();
  const words = await loadPart(part, spoken);
  if (language() !== spoken) return addPart(part);
  Object.assign(current.peek().catalogue, words);
}

async function loadPart(part: Part, language: Language): Promise<Catalogue> {
  return (await PARTS[part][language]()).default;
}

/** The same, with the words at hand. */
export function useWords(language: Language, catalogue: Catalogue): void {
  const locale = navigator.languages.find((tag) => baseOf(tag) === language) ?? language;
  plurals = null;
  current.value = { language, locale, catalogue: { ...catalogue } };
}

/** A text in the language of the page. `values.count` chooses the plural form. */
export function t(key: WordKey, values: Values = {}): string {
  const { catalogue } = current.value;
  const form = typeof values.count === "number" ? `${key}_${pluralOf(values.count)}` : key;
  const text = catalogue[form] ?? catalogue[`${key}_other`] ?? catalogue[key] ?? key;
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? spellNumber(value, language()) : value;
  });
}

function pluralOf(count: number): string {
  plurals ??= new Intl.PluralRules(language());
  return plurals.select(count);
}

/** What has no groups of digits is spelled without `Intl`: its first formatter takes as long to make as a screen of messages. */
function spellNumber(value: number, language: Language): string {
  return Number.isInteger(value) && value >= 0 && value < 1000 ? String(value) : value.toLocaleString(language);
}
