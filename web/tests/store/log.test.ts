import assert from "node:assert/strict";
import { test } from "node:test";
import { Log } from "../../src/store/log.ts";
import { reach } from "../../src/sync/pages.ts";
import { message } from "../sync/cast.ts";

function texts(log: Log): (string | undefined)[] {
  return log.history.stretches.flatMap((stretch) => stretch.messages.map((each) => each.text));
}

test("a page that was on its way does not undo what came meanwhile", () => {
  const log = new Log();
  const ticket = log.expectPage({ version: 3, lastSeq: 3 });
  log.receive(message(1, { version: 4, text: "changed" }), false);
  log.receive(message(2, { version: 5, deleted: true, text: "" }), false);
  log.receive(message(4, { version: 6 }), true);
  log.takePage(ticket, [message(1), message(2), message(3)], 1, 3);
  assert.deepEqual(texts(log), ["changed", "message 3", "message 4"]);
});

test("a late answer to sending does not undo what the message has become while a page is on its way", () => {
  const log = new Log();
  const ticket = log.expectPage({ version: 0, lastSeq: 0 });
  log.receive(message(1), true);
  log.receive(message(1, { version: 2, text: "changed" }), false);
  log.receive(message(1), false);
  log.startAnew(ticket, [], 1, 0);
  assert.deepEqual(texts(log), ["changed"]);
});

test("a page across a gap is right once what was missed has come", () => {
  const log = new Log();
  const ticket = log.expectPage({ version: 3, lastSeq: 3 });
  log.miss({ version: 3, lastSeq: 3 });
  log.takePage(ticket, [message(1), message(2), message(3)], 1, 3);
  assert.ok(log.isOutdated);
  const changed = [message(2, { version: 4, text: "changed" }), message(4, { version: 5 })];
  log.takeAnswer({ chat_id: 7, messages: changed, version: 5, more: false }, 3);
  assert.deepEqual(texts(log), ["message 1", "changed", "message 3", "message 4"]);
  assert.equal(log.history.stretches.length, 1);
  assert.ok(!log.isOutdated);
});

test("new messages of an answer in parts make a stretch once all are here", () => {
  const log = new Log();
  log.takePage(log.expectPage({ version: 1, lastSeq: 1 }), [message(1)], 1, 1);
  log.miss({ version: 1, lastSeq: 1 });
  log.takeAnswer({ chat_id: 7, messages: [message(3, { version: 3 })], version: 3, more: true }, 1);
  assert.ok(!log.history.knows(3));
  log.takeAnswer({ chat_id: 7, messages: [message(2, { version: 4 })], version: 4, more: false }, 3);
  assert.deepEqual(texts(log), ["message 1", "message 2", "message 3"]);
});

test("what was kept on the device is as of then, and asked about from there", () => {
  const log = new Log();
  log.receive(message(9, { version: 20 }), true);
  log.restore({ version: 4, lastSeq: 3 }, { version: 20, lastSeq: 9 }, [message(2), message(3)], 2);
  assert.equal(log.since, 4);
  assert.deepEqual(texts(log), ["message 2", "message 3", "message 9"]);
});

test("an answer to an older question does not end a newer doubt", () => {
  const log = new Log();
  log.takePage(log.expectPage({ version: 5, lastSeq: 5 }), [message(5)], 5, 5);
  log.miss({ version: 5, lastSeq: 5 });
  log.restore({ version: 2, lastSeq: 2 }, { version: 9, lastSeq: 9 }, [message(2)], 2);
  log.takeAnswer({ chat_id: 7, messages: [], version: 9, more: false }, 5);
  assert.equal(log.since, 2);
});

test("a late page brings no deleted message back", () => {
  const log = new Log();
  log.receive(message(1), true);
  log.receive(message(1, { version: 2, deleted: true, text: "" }), false);
  log.takePage(log.expectPage({ version: 2, lastSeq: 1 }), [message(1)], 1, 1);
  assert.deepEqual(texts(log), []);
});

test("shrinking keeps what is near, and the newest", () => {
  const log = new Log();
  const all = Array.from({ length: 1000 }, (_, index) => message(index + 1));
  log.takePage(log.expectPage({ version: 1000, lastSeq: 1000 }), all, 1, 1000);
  log.shrink(300, 500);
  assert.ok(log.history.knows(500) && log.history.knows(1000) && !log.history.knows(1) && !log.history.knows(800));
  assert.equal(log.history.size, 300);
});

test("how far a page reaches", () => {
  const page = (first: number, last: number, more: boolean) => ({ messages: [message(first), message(last)], more });
  assert.deepEqual(reach(page(40, 90, true), {}, 99), { from: 40, to: 99 });
  assert.deepEqual(reach(page(3, 9, false), { before: 12 }, 99), { from: 1, to: 11 });
  assert.deepEqual(reach(page(13, 60, true), { after: 11 }, 99), { from: 12, to: 60 });
  assert.deepEqual(reach(page(13, 60, false), { after: 11 }, 99), { from: 12, to: 99 });
  assert.deepEqual(reach(page(20, 70, true), { around: 40 }, 99), { from: 20, to: 70 });
  assert.deepEqual(reach(page(40, 70, true), { around: 40 }, 99), { from: 1, to: 70 });
  assert.deepEqual(reach(page(20, 39, true), { around: 40 }, 99), { from: 20, to: 99 });
  assert.deepEqual(reach({ messages: [], more: false }, { before: 12 }, 99), { from: 1, to: 11 });
});
