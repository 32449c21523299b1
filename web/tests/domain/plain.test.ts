import assert from "node:assert/strict";
import { test } from "node:test";
import { loadLexer } from "../../src/domain/lexer.ts";
import { plainText } from "../../src/domain/plain.ts";

await loadLexer();

test("what the markup says is left, without the markup", () => {
  const said: [string, string][] = [
    ["plain", "plain"],
    ["**bold**, *slanted*, ~~gone~~ and `code`", "bold, slanted, gone and code"],
    ["# Title\n> said\n> twice\n\n---\n- one\n- **two**", "Title\nsaid\ntwice\n\none\ntwo"],
    ["```py\nx = 1\n```", "x = 1"],
    ["[here](https://example.org) or https://example.com", "here or https://example.com"],
    ["2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"],
    ["<b>raw</b>", "<b>raw</b>"],
  ];
  for (const [text, plain] of said) assert.equal(plainText({ text }), plain);
  const places = [{ user_id: 1, start: 0, length: 8 }];
  assert.equal(plainText({ text: "@__ada__ **yes**", mention_places: places }), "@__ada__ yes");
});
