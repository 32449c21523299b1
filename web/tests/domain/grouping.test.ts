import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, localDay } from "../../src/domain/grouping.ts";
import type { Message } from "../../src/domain/types.ts";

process.env.TZ = "Europe/Berlin";

function message(seq: number, created_at: string, author_id = 2): Message {
  return {
    id: seq,
    chat_id: 1,
    seq,
    version: seq,
    author_id,
    text: "",
    created_at,
    mentions: [],
    reactions: [],
    files: [],
  };
}

function rows(messages: readonly Message[], more: { unreadAfter?: number; before?: Message } = {}) {
  const given = { messages, waiting: [], writtenAt: () => 0, keyOf: () => "", me: 1, unreadAfter: null, ...more };
  return arrange<never>(given).map((row) =>
    row.kind === "message" ? `${row.message.seq}${row.isFirst ? "*" : ""}` : row.kind,
  );
}

test("one author's messages of a few minutes stand together", () => {
  const given = [
    message(1, "2026-05-01T10:00:00.000Z"),
    message(2, "2026-05-01T10:04:59.000Z"),
    message(3, "2026-05-01T10:09:59.500Z"),
    message(4, "2026-05-01T10:10:00.000Z", 3),
  ];
  assert.deepEqual(rows(given), ["day", "1*", "2", "3*", "4*"]);
});

test("nothing is repeated at the border of a page", () => {
  const before = message(1, "2026-05-01T10:00:00.000Z");
  assert.deepEqual(rows([message(2, "2026-05-01T10:01:00.000Z")], { before }), ["2"]);
  assert.deepEqual(rows([message(2, "2026-05-01T22:30:00.000Z")], { before }), ["day", "2*"]);
});

test("days are those of the place, also when the clock is put back", () => {
  assert.equal(localDay(new Date("2026-10-25T00:30:00Z")), "2026-10-25"); // 02:30 in summer time
  assert.equal(localDay(new Date("2026-10-25T01:30:00Z")), "2026-10-25"); // 02:30 once more
  assert.equal(localDay(new Date("2026-10-25T22:59:00Z")), "2026-10-25");
  assert.equal(localDay(new Date("2026-10-25T23:00:00Z")), "2026-10-26");
});

test("the line of what is new stands above the first message of someone else", () => {
  const given = [1, 2, 3].map((seq) => message(seq, `2026-05-01T10:00:0${seq}.000Z`, seq === 2 ? 1 : 2));
  assert.deepEqual(rows(given, { unreadAfter: 1 }), ["day", "1*", "2*", "unread", "3*"]);
});
