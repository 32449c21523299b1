import assert from "node:assert/strict";
import { test } from "node:test";
import { excerpt } from "../../src/features/search/excerpt.ts";
import { cut, openFilter, readDay, typedFilters } from "../../src/features/search/filters.ts";

const typed = (text: string) => typedFilters(text).map(({ key, value, isDone }) => [key, value, isDone]);

test("filters are typed among the words, in both languages", () => {
  assert.deepEqual(typed("roses from:ada has:file "), [
    ["from", "ada", true],
    ["has", "file", true],
  ]);
  assert.deepEqual(typed('в:"сарай с инструментом" после:1.5.2026 x'), [
    ["in", "сарай с инструментом", true],
    ["after", "1.5.2026", true],
  ]);
});

test("other words with a colon are words", () => {
  assert.deepEqual(typed("http://example.org note:this 10:30"), []);
});

test("the last filter is open until something follows it", () => {
  assert.equal(openFilter("roses from:")?.value, "");
  assert.equal(openFilter("roses from:ad")?.value, "ad");
  assert.equal(openFilter('in:"tool sh')?.value, "tool sh");
  assert.equal(openFilter("from:ad roses"), null);
  assert.equal(openFilter('in:"tool shed"'), null);
});

test("a filter is cut out with the space around it", () => {
  const text = "red from:ada roses";
  const filter = typedFilters(text)[0];
  assert.equal(filter && cut(text, filter), "red roses");
});

test("days are read as both languages write them, and only if there are such days", () => {
  assert.equal(readDay("2026-5-1"), "2026-05-01");
  assert.equal(readDay("31.12.2025"), "2025-12-31");
  assert.equal(readDay("2026-02-30"), null);
  assert.equal(readDay("tomorrow"), null);
});

const marked = (text: string, query: string) =>
  excerpt(text, query)
    .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
    .join("");

test("what matches is marked, in any case, also within a word", () => {
  assert.equal(marked("The Garden gate", "gard gate"), "The [Gard]en [gate]");
  assert.equal(marked("Сад и САДОВНИК", "сад"), "[Сад] и [САД]ОВНИК");
  assert.equal(marked("a.b (c)", "(c) ."), "a[.]b [(c)]");
  assert.equal(marked("nothing", ""), "nothing");
});

test("of a long text the stretch around the first match is shown", () => {
  const shown = marked(`${"word ".repeat(100)}rose ${"more ".repeat(100)}`, "rose");
  assert.match(shown, /^…word .*\[rose\] more .*…$/);
  assert.ok(shown.length < 260);
});
