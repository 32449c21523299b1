import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chat } from "../../src/domain/types.ts";
import { fit, piecesOf } from "../../src/features/jump/fuzzy.ts";
import { neighbour, unreadNeighbour } from "../../src/features/jump/neighbours.ts";

const best = (query: string, names: string[]) =>
  names
    .map((name) => ({ name, found: fit(query, name) }))
    .filter((each) => each.found)
    .sort((a, b) => (b.found?.score ?? 0) - (a.found?.score ?? 0))
    .map((each) => each.name);

test("a start beats a start of a word, that a stretch, that letters here and there", () => {
  assert.deepEqual(best("ro", ["retro", "garden roses", "roses", "red oak"]), [
    "roses",
    "garden roses",
    "retro",
    "red oak",
  ]);
});

test("first letters of words are enough", () => {
  assert.deepEqual(best("ts", ["tool shed", "roses"]), ["tool shed"]);
  assert.deepEqual(best("al", ["Ada Lovelace", "Boris"]), ["Ada Lovelace"]);
});

test("accents, case and ё do not matter", () => {
  assert.deepEqual(best("ЁЖ", ["ежи", "ёжик"]).sort(), ["ежи", "ёжик"].sort());
  assert.deepEqual(best("cafe", ["Café"]), ["Café"]);
});

test("letters that are not there, or in another order, fit nothing", () => {
  assert.deepEqual(best("xyz", ["roses"]), []);
  assert.deepEqual(best("esor", ["roses"]), []);
});

test("a name is in as few pieces as show what fits", () => {
  const shown = (name: string, places: number[]) =>
    piecesOf(name, places).map((each) => (each.isMatch ? `[${each.text}]` : each.text));
  assert.deepEqual(shown("tool shed", [5, 6]), ["tool ", "[sh]", "ed"]);
  assert.deepEqual(shown("tool shed", [0, 5]), ["[t]", "ool ", "[s]", "hed"]);
  assert.deepEqual(shown("ليلى حداد", []), ["ليلى حداد"]);
});

test("the letters that were typed are known by their places", () => {
  assert.deepEqual(fit("sh", "tool shed")?.places, [5, 6]);
  assert.deepEqual(fit("ts", "tool shed")?.places, [0, 5]);
});

const chat = (chat_id: number, NewMsgCount = 0, notifications = "all", MentionCount = 0) =>
  ({ chat_id, NewMsgCount, MentionCount, notifications }) as Chat;
const chats = [chat(1), chat(2, 3), chat(3), chat(4, 9, "none"), chat(5, 1, "none", 1)];

test("from chat to chat, around the end", () => {
  assert.equal(neighbour(chats, 1, 1), 2);
  assert.equal(neighbour(chats, 1, -1), 5);
  assert.equal(neighbour(chats, 5, 1), 1);
  assert.equal(neighbour(chats, null, 1), 1);
  assert.equal(neighbour([], 1, 1), null);
});

test("the next unread one is one of which somebody wants to be told", () => {
  assert.equal(unreadNeighbour(chats, 1, 1), 2);
  assert.equal(unreadNeighbour(chats, 2, 1), 5);
  assert.equal(unreadNeighbour(chats, 2, -1), 5);
  assert.equal(unreadNeighbour(chats, null, -1), 5);
  assert.equal(unreadNeighbour([chat(1)], 1, 1), null);
});
