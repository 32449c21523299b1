/**
 * The words of the page in the language that was chosen. The catalogues are JSON in i18next's format, which translators'
 * tools read: `{{name}}` is filled in; a key whose plural matters stands once per form, `key_one`, `key_other`, and so on.
 */
import { signal } from "@preact/signals";
import type { en } from "./en.ts";

export type Language = "en" | "ru";
type Form = "zero" | "one" | "two" | "few" | "many" | "other";
type Stem<Key> = Key extends `${infer Base}_${Form}` ? Base : Key;
export type WordKey = Stem<keyof typeof en> & string;
export type Catalogue = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;

const LOADERS: Record<Language, () => Promise<Catalogue>> = {
  en: async () => (await import("./en.ts")).en,
  ru: async () => (await import("./ru.ts")).ru,
};

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
  useWords(language, await LOADERS[language]());
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
