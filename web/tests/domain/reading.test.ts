import assert from "node:assert/strict";
import { test } from "node:test";
import { lexer, loadLexer } from "../../src/domain/lexer.ts";
import { keepReadings, prepareToRead, readMessage, takeReadings } from "../../src/domain/reading.ts";

const LOUD = [{ kind: "paragraph", children: [{ kind: "strong", children: [{ kind: "text", text: "loud" }] }] }];
const AS_WRITTEN = [{ kind: "paragraph", children: [{ kind: "text", text: "**loud**" }] }];

test("without the lexer a text stands as it was written, until that is here", async () => {
  const message = { text: "**loud**" };
  await prepareToRead([{ text: "plain" }]);
  assert.equal(lexer.value, null);
  assert.deepEqual(readMessage(message), AS_WRITTEN);
  await prepareToRead([message]);
  assert.deepEqual(readMessage(message), LOUD);
  assert.equal(readMessage(message), readMessage(message));
});

test("what was read is taken by the build that has read it", async () => {
  await loadLexer();
  const messages = [{ text: "plain" }, { text: "**loud**" }, { text: "**not read**" }];
  for (const message of messages.slice(0, 2)) readMessage(message);
  const kept = structuredClone(keepReadings(messages));
  assert.deepEqual(kept.blocks, [null, LOUD, null]);
  const Lexer = lexer.value;
  lexer.value = null;
  const others = structuredClone(messages);
  takeReadings(others, { ...kept, by: "another" });
  assert.deepEqual(others[1] && readMessage(others[1]), AS_WRITTEN);
  takeReadings(others, kept);
  assert.deepEqual(others[1] && readMessage(others[1]), LOUD);
  lexer.value = Lexer;
});
