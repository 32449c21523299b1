import assert from "node:assert/strict";
import { test } from "node:test";
import { findEmoji, parseEmoji } from "../../src/features/emoji/catalogue.ts";
import { inView, move, plan, rowOf } from "../../src/features/emoji/rows.ts";
import { withTone } from "../../src/features/emoji/tones.ts";
import { emoji as plugin } from "../../tools/emoji.ts";

function load(id: string): string {
  const made = (plugin().load as (id: string) => string)(`\0virtual:${id}`);
  return JSON.parse(made.slice("export default ".length, -1)) as string;
}

const english = parseEmoji(load("emoji"), load("emoji/en"));
const russian = parseEmoji(load("emoji"), load("emoji/ru"));
const first = (groups: typeof english, query: string) => findEmoji(groups, query, 1)[0]?.glyph;

test("nine groups, each emoji with a name to type", () => {
  assert.equal(english.length, 9);
  assert.ok(english.flat().length > 1800);
  for (const emoji of english.flat()) assert.ok(emoji.codes[0] && emoji.name, emoji.glyph);
});

test("an emoji is found by its name to type, its name and what it stands for", () => {
  assert.equal(first(english, "tada"), "🎉");
  assert.ok(first(english, "+1")?.startsWith("👍"));
  assert.equal(first(english, "bagel"), "🥯");
  assert.ok(findEmoji(english, "hello").some((each) => each.glyph === "👋"));
  assert.deepEqual(findEmoji(english, "qwertz"), []);
});

test("by whatever sign the words of its name are joined", () => {
  for (const query of ["heart_eyes", "heart eyes", "heart-eyes", ":heart-eyes:"])
    assert.equal(first(english, query), "😍");
  for (const query of ["thumbs_up", "thumbs up", "thumbs-up"])
    assert.ok(first(english, query)?.startsWith("👍"), query);
  assert.ok(first(english, "-1")?.startsWith("👎"));
  assert.equal(first(english, "t rex"), "🦖");
  assert.deepEqual(findEmoji(english, "_"), findEmoji(english, "-"));
  assert.ok(findEmoji(english, "-").every((each) => each.codes.some((code) => /^[-_]/.test(code))));
});

test("in Russian too, with or without the dots of ё", () => {
  assert.ok(findEmoji(russian, "привет").some((each) => each.glyph === "👋"));
  assert.equal(first(russian, "tada"), "🎉");
  assert.ok(findEmoji(russian, "ёж").some((each) => each.glyph === "🦔"));
  assert.ok(findEmoji(russian, "еж").some((each) => each.glyph === "🦔"));
  assert.equal(russian.flat().find((each) => each.glyph === "🦔")?.name, "еж");
});

test("tones come after each of those who have skin, in place of the sign for a picture", () => {
  assert.equal(withTone("👋", 5), "👋🏿");
  assert.equal(withTone("☝️", 1), "☝🏻");
  assert.equal(withTone("🏋️‍♀️", 3), "🏋🏽‍♀️");
  assert.equal(withTone("👋", 0), "👋");
});

const smileys = english[0] ?? [];
const grid = plan([
  { key: "recent", emoji: smileys.slice(0, 4) },
  { key: "none", emoji: [] },
  { key: "smileys", emoji: smileys.slice(0, 20) },
]);

test("only what is in view is made", () => {
  assert.equal(grid.all.length, 24);
  assert.equal(grid.height, 2 * 28 + 4 * 36);
  assert.equal(inView(plan([{ key: "all", emoji: smileys }]), 0, 252).length, 9);
});

test("arrows go from row to row, also to a shorter one, and stop at the ends", () => {
  assert.equal(move(grid, 0, "ArrowLeft"), 0);
  assert.equal(move(grid, 3, "ArrowRight"), 4);
  assert.equal(move(grid, 2, "ArrowDown"), 6);
  assert.equal(move(grid, 10, "ArrowUp"), 3);
  assert.equal(move(grid, 20, "ArrowDown"), 23);
  assert.equal(move(grid, 23, "ArrowDown"), 23);
  assert.equal(rowOf(grid, 5)?.top, 28 + 36 + 28);
});
