import assert from "node:assert/strict";
import { test } from "node:test";
import { chipsOf } from "../../src/features/timeline/chips.ts";

const glyphOf = (emoji: string) => (emoji === ":tea:" ? "🍵" : emoji);

test("an emoji is one chip, by whatever name and spelling, of each person once", () => {
  const reactions = [
    { emoji: ":tea:", user_ids: [1, 2] },
    { emoji: "❤️", user_ids: [3] },
    { emoji: "🍵", user_ids: [2, 3] },
    { emoji: "\u2764", user_ids: [1] },
    { emoji: ":no_such_thing:", user_ids: [1] },
  ];
  const shown = chipsOf(reactions, glyphOf).map((chip) => [chip.glyph, chip.userIds]);
  assert.deepEqual(shown, [
    ["🍵", [1, 2, 3]],
    ["❤️", [3, 1]],
    [":no_such_thing:", [1]],
  ]);
});

test("tones are emoji of their own", () => {
  const reactions = [
    { emoji: "👍", user_ids: [1] },
    { emoji: "👍🏽", user_ids: [2] },
  ];
  assert.equal(chipsOf(reactions, glyphOf).length, 2);
});
