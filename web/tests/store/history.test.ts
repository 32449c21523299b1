import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../../src/domain/types.ts";
import { History } from "../../src/store/history.ts";

function message(seq: number, more: Partial<Message> = {}): Message {
  const text = `message ${seq}`;
  const created_at = "2026-05-01T15:00:00.000Z";
  return {
    id: seq,
    chat_id: 1,
    seq,
    version: seq,
    author_id: 2,
    text,
    created_at,
    mentions: [],
    reactions: [],
    files: [],
    ...more,
  };
}

test("pages that touch become one stretch", () => {
  const history = new History();
  history.takePage([message(4), message(5)], 4, 5);
  history.takePage([message(1), message(3)], 1, 3);
  assert.deepEqual(
    history.stretches.map(({ from, to }) => [from, to]),
    [[1, 5]],
  );
  assert.deepEqual(
    history.at(2)?.messages.map((each) => each.seq),
    [1, 3, 4, 5],
  );
});

test("an older version changes nothing, a tombstone takes the message away", () => {
  const history = new History();
  history.takePage([message(1, { version: 5, text: "new" })], 1, 1);
  history.receive(message(1, { version: 3, text: "old" }), false);
  assert.equal(history.find(1)?.text, "new");
  history.receive(message(1, { version: 6, text: "", deleted: true }), false);
  assert.equal(history.find(1), undefined);
  assert.ok(history.knows(1));
});

test("what nobody has loaded is not kept, unless it is new", () => {
  const history = new History();
  history.takePage([message(50)], 50, 50);
  history.receive(message(7, { version: 90 }), false);
  assert.ok(!history.knows(7));
  history.receive(message(51), true);
  assert.deepEqual(
    history.stretches.map(({ from, to }) => [from, to]),
    [[50, 51]],
  );
});
