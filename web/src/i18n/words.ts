/**
 * The words of the page in the language that was chosen. The catalogues are JSON in i18next's format, which translators'
 * tools read: `{{name}}` is filled in; a key whose plural matters stands once per form, `key_one`, `key_other`, and so on.
 */
import { signal } from "@preact/signals";
import type account from "./en/account.json";
import type server from "./en/server.json";
import type settings from "./en/settings.json";
import type { en } from "./en.ts";

export type Language = "en" | "ru";
type Form = "zero" | "one" | "two" | "few" | "many" | "other";
type Stem<Key> = Key extends `${infer Base}_${Form}` ? Base : Key;
type Words = typeof en & typeof account & typeof server & typeof settings;
export type WordKey = Stem<keyof Words> & string;
export type Catalogue = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;

const LOADERS: Record<Language, () => Promise<Catalogue>> = {
  en: async () => (await import("./en.ts")).en,
  ru: async () => (await import("./ru.ts")).ru,
};

// Of features that most visits never open: loaded with them, by `learn`.
const PARTS = {
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

const learned = new Set<Part>();
const current = signal<{ language: Language; catalogue: Catalogue; plurals: Intl.PluralRules }>({
  language: "en",
  catalogue: {},
  plurals: new Intl.PluralRules("en"),
});

/** The language of the page. */
export function language(): Language {
  return current.value.language;
}

/** The language that suits someone who prefers these, in this order. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split("-")[0];
    if (base === "en" || base === "ru") return base;
  }
  return "en";
}

/** Load the words of a language; everything that is shown changes to it. */
export async function speak(language: Language): Promise<void> {
  const parts = [...learned].map((part) => loadPart(part, language));
  useWords(language, Object.assign({}, await LOADERS[language](), ...(await Promise.all(parts))));
}

/** Have the words of a feature, in whatever language is spoken. */
export async function learn(part: Part): Promise<void> {
  if (learned.has(part)) return;
  learned.add(part);
  try {
    await speak(language());
  } catch (problem) {
    learned.delete(part); // the next one who opens it tries again
    throw problem;
  }
}

async function loadPart(part: Part, language: Language): Promise<Catalogue> {
  return (await PARTS[part][language]()).default;
}

/** The same, with the words at hand. */
export function useWords(language: Language, catalogue: Catalogue): void {
  current.value = { language, catalogue, plurals: new Intl.PluralRules(language) };
}

/** A text in the language of the page. `values.count` chooses the plural form. */
export function t(key: WordKey, values: Values = {}): string {
  const { catalogue, plurals, language: spoken } = current.value;
  const form = typeof values.count === "number" ? `${key}_${plurals.select(values.count)}` : key;
  const text = catalogue[form] ?? catalogue[`${key}_other`] ?? catalogue[key] ?? key;
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(spoken) : value;
  });
}
