import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, MOST_FILES } from "../../src/features/composer/files.ts";
import { pastedFiles } from "../../src/features/composer/paste.ts";
import { canSend, charactersLeft, LONGEST, trimText } from "../../src/features/composer/text.ts";
import { withDuration } from "../../src/features/composer/webm.ts";

test("empty lines before a text and space after it go; an indented first line stays", () => {
  assert.equal(trimText("\n  \n  if x:\n    y\n \n"), "  if x:\n    y");
  assert.equal(trimText(" \n\t "), "");
});

test("characters are counted as the server counts, and only near the end", () => {
  assert.equal(charactersLeft("x".repeat(9_500)), null);
  assert.equal(charactersLeft("x".repeat(9_600)), 400);
  assert.equal(charactersLeft("🌹".repeat(9_999)), 1);
  assert.equal(charactersLeft("x".repeat(LONGEST + 7)), -7);
});

test("nothing empty is sent, nor anything too long; a file needs no text", () => {
  assert.equal(canSend(" \n ", 0), false);
  assert.equal(canSend("", 1), true);
  assert.equal(canSend("x".repeat(LONGEST + 1), 0), false);
});

const picture = new File(["x"], "a.png", { type: "image/png" });

test("a spreadsheet's clipboard is text, though it has a picture", () => {
  assert.deepEqual(pastedFiles({ types: ["text/plain", "text/html", "text/rtf", "Files"], files: [picture] }), []);
});

test("a picture from a page and a file with its name are files", () => {
  assert.deepEqual(pastedFiles({ types: ["text/html", "Files"], files: [picture] }), [picture]);
  assert.deepEqual(pastedFiles({ types: ["text/plain", "Files"], files: [picture] }), [picture]);
  assert.deepEqual(pastedFiles({ types: ["Files"], files: [picture] }), [picture]);
});

test("what can't go with a message is known before it is sent", () => {
  const large = { name: "film", size: 1001 } as File;
  const empty = new File([], "folder");
  const many = Array.from({ length: MOST_FILES }, () => picture);
  const { taken, refused } = choose(2, [large, empty, ...many], 1000);
  assert.equal(taken.length, MOST_FILES - 2);
  assert.deepEqual(
    refused.map((each) => each.why),
    ["too_large", "empty", "too_many", "too_many"],
  );
});

// What a browser's recorder writes first: header, a segment without end, its info, a cluster.
const HEAD = [0x1a, 0x45, 0xdf, 0xa3, 0x84, 1, 2, 3, 4];
const SEGMENT = [0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const INFO = [0x15, 0x49, 0xa9, 0x66];
const REST = [0x1f, 0x43, 0xb6, 0x75, 9];

test("a recording's length is written into its head", async () => {
  const recording = new Uint8Array([...HEAD, ...SEGMENT, ...INFO, 0x82, 7, 8, ...REST]);
  const whole = new Uint8Array(await new Blob(withDuration(recording, 1500)).arrayBuffer());
  const duration = new Uint8Array(8);
  new DataView(duration.buffer).setFloat64(0, 1500);
  const info = [...INFO, 0x10, 0, 0, 13, 7, 8, 0x44, 0x89, 0x88, ...duration];
  assert.deepEqual([...whole], [...HEAD, ...SEGMENT, ...info, ...REST]);
});

test("what is no such recording is left as it is", () => {
  for (const bytes of [[], [1, 2, 3], HEAD, [...HEAD, ...SEGMENT, 1, 2]]) {
    const given = new Uint8Array(bytes);
    assert.deepEqual(withDuration(given, 1500), [given]);
  }
});
