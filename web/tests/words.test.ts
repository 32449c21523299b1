/** The catalogues are complete: every language has every key, in every plural form that it knows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../src/i18n/en.ts";
import { ru } from "../src/i18n/ru.ts";

const FORM = /_(zero|one|two|few|many|other)$/;
const LANGUAGES = { en, ru } as Record<string, Record<string, string>>;

function stems(catalogue: Record<string, string>): Set<string> {
  return new Set(Object.keys(catalogue).map((key) => key.replace(FORM, "")));
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").sort();
}

test("every language has every key", () => {
  for (const catalogue of Object.values(LANGUAGES)) assert.deepEqual(stems(catalogue), stems(en));
});

test("a plural has all forms of its language", () => {
  for (const [language, catalogue] of Object.entries(LANGUAGES)) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plurals = new Set(
      Object.keys(catalogue)
        .filter((key) => FORM.test(key))
        .map((key) => key.replace(FORM, "")),
    );
    for (const key of plurals) {
      for (const form of forms) assert.ok(catalogue[`${key}_${form}`], `${language} lacks ${key}_${form}`);
    }
  }
});

test("what is filled in has the same names everywhere", () => {
  const others: Record<string, string> = ru;
  for (const [key, text] of Object.entries(en)) {
    const other = others[key];
    if (other !== undefined) assert.deepEqual(namesIn(other), namesIn(text), key);
  }
});
