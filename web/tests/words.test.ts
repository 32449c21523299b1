/** The catalogues are complete: every language has every key, in every plural form that it knows. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { en as first } from "../src/i18n/en.ts";
import { learn, locale, speak, t, useWords } from "../src/i18n/words.ts";

const SRC = path.resolve(import.meta.dirname, "../src");
const FORM = /_(zero|one|two|few|many|other)$/;
const CATALOGUES = path.join(SRC, "i18n");
const LANGUAGES = { en: read("en"), ru: read("ru") };
const { en, ru } = LANGUAGES;

/** All files of a language. */
function read(language: string): Record<string, string> {
  const folder = path.join(CATALOGUES, language);
  const files = readdirSync(folder).map((name) => JSON.parse(readFileSync(path.join(folder, name), "utf8")));
  return Object.assign({}, ...files);
}

function stems(catalogue: Record<string, string>): Set<string> {
  return new Set(Object.keys(catalogue).map((key) => key.replace(FORM, "")));
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").sort();
}

test("every language has every key", () => {
  for (const catalogue of Object.values(LANGUAGES)) assert.deepEqual(stems(catalogue), stems(en));
});

// What programs alone are told: a person who meets it sees what the server said.
const OF_PROGRAMS =
  /^(bad_(frame|http|id|json|multipart|nonce|range)|cross_site|id_mismatch|no_such_route|wrong_(method|type))$/;

test("whatever is refused to a person is said in words", () => {
  const codes = readFileSync(path.resolve(SRC, "../../src/besedka/errors.py"), "utf8").split("class Code")[1] ?? "";
  const known = [...codes.matchAll(/^ {4}[A-Z_]+ = "(\w+)"/gm)].map((match) => match[1] ?? "");
  assert.ok(known.length > 40);
  assert.deepEqual(
    known.filter((code) => !OF_PROGRAMS.test(code) && !en[`problem.${code}`]),
    [],
  );
});

test("a role is called the same in rooms and on the server", () => {
  for (const catalogue of Object.values(LANGUAGES)) {
    for (const role of ["owner", "admin", "member"]) {
      assert.ok(catalogue[`places.role_${role}`]);
      assert.equal(catalogue[`places.role_${role}`], catalogue[`server.role_${role}`]);
    }
  }
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

test("the words of a feature come with it, and follow the language", async () => {
  await speak("en");
  assert.equal(t("settings.title"), "settings.title");
  await learn("settings");
  assert.equal(t("settings.title"), "Settings");
  await speak("ru");
  assert.equal(t("settings.title"), "Настройки");
  assert.equal(t("common.close"), "Закрыть");
});

/** What loads before the page is shown: all that is imported from `start`, but for what is imported when it is needed. */
function firstFiles(file = path.join(SRC, "app/start.tsx"), found = new Set<string>()): Set<string> {
  if (found.has(file) || !/\.tsx?$/.test(file)) return found;
  found.add(file);
  const statements = readFileSync(file, "utf8").matchAll(/^(?:import|export)\s(?!type\s)[^;()=]*?"(\.[^"]+)"/gm);
  for (const [, name = ""] of statements) firstFiles(path.resolve(path.dirname(file), name), found);
  return found;
}

const ASKS_FOR_WORDS = path.join(SRC, "ui/problem.tsx"); // and says nothing before they are here

test("what is shown at first has its words at first", () => {
  const late = [...stems(en)].filter((key) => !stems(first).has(key));
  for (const file of firstFiles()) {
    if (file === ASKS_FOR_WORDS) continue;
    for (const [, key = "", more] of readFileSync(file, "utf8").matchAll(/["`]([a-z]+\.[a-z_]+)(\$\{)?/g)) {
      const isLate = late.some((each) => (more ? each.startsWith(key) : each === key));
      assert.ok(!isLate, `${path.relative(SRC, file)} says ${key}, which comes later`);
    }
  }
});

test("words that come later are there in the language of the page, whenever that was chosen", async () => {
  await speak("en");
  await Promise.all([speak("ru"), learn("rest")]);
  assert.equal(t("jump.title"), read("ru")["jump.title"]);
  await Promise.all([learn("account"), speak("en")]);
  assert.equal(t("account.sign_in"), read("en")["account.sign_in"]);
});

test("dates are those of the place that the browser names for the language", async (context) => {
  const prefers = (...languages: string[]) => context.mock.getter(navigator, "languages", () => languages);
  prefers("ru-RU", "en-GB", "en");
  await speak("en");
  assert.equal(locale(), "en-GB");
  context.mock.restoreAll();
  prefers("ru-RU");
  await speak("en");
  assert.equal(locale(), "en");
});

for (const language of ["en", "ru"] as const) {
  test(`numbers are spelled as Intl spells them: ${language}`, () => {
    useWords(language, { "timeline.new": "{{count}}" });
    for (const count of [0, 7, 999, 1000, 12345, 0.5, -3]) {
      assert.equal(t("timeline.new", { count }), count.toLocaleString(language));
    }
  });
}
