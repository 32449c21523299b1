import assert from "node:assert/strict";
import { test } from "node:test";
import { finishedEmoji, soughtAt } from "../../src/features/composer/completion.ts";
import { rankPeople } from "../../src/features/composer/ranking.ts";

const at = (text: string) => soughtAt(text, text.length);

test("a name after @ is sought, in any script, at the start and after a space", () => {
  assert.deepEqual(at("@"), { kind: "person", start: 0, end: 1, query: "" });
  assert.deepEqual(at("hey @bo"), { kind: "person", start: 4, end: 7, query: "bo" });
  assert.deepEqual(at("(@Бор"), { kind: "person", start: 1, end: 5, query: "Бор" });
});

test("an address of e-mail calls nobody", () => {
  assert.equal(at("ada@example"), null);
});

test("an emoji is sought after two letters, but not in a time or a word", () => {
  assert.deepEqual(at("yes :ta"), { kind: "emoji", start: 4, end: 7, query: "ta" });
  assert.deepEqual(at(":+1"), { kind: "emoji", start: 0, end: 3, query: "+1" });
  for (const text of [":t", "at 10:30", "note:this", "std::move", "a: bc"]) assert.equal(at(text), null, text);
});

test("what stands behind the caret is no part of it", () => {
  assert.deepEqual(soughtAt("hi @bo ris", 6), { kind: "person", start: 3, end: 6, query: "bo" });
});

test("a name between two colons is finished", () => {
  assert.deepEqual(finishedEmoji("ok :tada:", 9), { kind: "emoji", start: 3, end: 9, query: "tada" });
  assert.equal(finishedEmoji("10:30:15:", 9), null);
});

const people = [
  { user_id: 1, username: "ada", name: "Ada Lovelace" },
  { user_id: 2, username: "boris", name: "Борис" },
  { user_id: 3, username: "chiyo", name: "Chiyo Boro" },
  { user_id: 4, username: "bob", name: "" },
  { user_id: 5, username: "rimbo", name: "" },
];
const names = (query: string, recent: number[] = []) => rankPeople(people, query, recent).map((each) => each.username);

test("those who wrote last come first", () => {
  assert.deepEqual(names("", [4, 3]), ["bob", "chiyo", "ada", "boris", "rimbo"]);
});

test("a start of a name is nearer than a word of it, and that than its middle", () => {
  assert.deepEqual(names("bo"), ["bob", "boris", "chiyo", "rimbo"]);
  assert.deepEqual(names("бор"), ["boris"]);
  assert.deepEqual(names("LÓVE"), ["ada"]);
  assert.deepEqual(names("xyz"), []);
});
