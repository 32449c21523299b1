import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../../src/domain/types.ts";
import * as windows from "../../src/features/timeline/window.ts";
import type { Stretch } from "../../src/store/history.ts";

function stretch(from: number, to: number, isDeleted: (seq: number) => boolean = () => false): Stretch {
  const seqs = Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((seq) => !isDeleted(seq));
  return { from, to, messages: seqs.map((seq) => ({ id: seq, seq }) as Message) };
}

test("a chat opens with its last messages", () => {
  const window = windows.openAtEnd(stretch(1, 500));
  assert.deepEqual(window, { first: 451, last: 500, isLive: true });
  assert.equal(windows.shownOf(stretch(1, 500), window).length, windows.OPENS);
});

test("what is seen first is less, and the rest comes above it", () => {
  const all = stretch(1, 500);
  const few = windows.openAtEnd(all, 20);
  assert.deepEqual(few, { first: 481, last: 500, isLive: true });
  assert.deepEqual(windows.fill(all, few), windows.openAtEnd(all));
  assert.equal(windows.fill(all, { first: 401, last: 500, isLive: true }).first, 401);
  assert.equal(windows.fill(stretch(1, 30), windows.openAtEnd(stretch(1, 30), 20)).first, 1);
});

test("going up adds a page, and never stands with more than the most", () => {
  const all = stretch(1, 1000);
  let window = windows.openAtEnd(all);
  for (let step = 0; step < 20; step++) {
    window = windows.growUp(all, window, 1000);
    assert.ok(windows.shownOf(all, window).length <= windows.MOST);
  }
  assert.equal(window.first, 1);
  assert.ok(!window.isLive);
  for (let step = 0; step < 20; step++) window = windows.growDown(all, window, 1000);
  assert.deepEqual(window, { first: 801, last: 1000, isLive: true });
});

test("it follows what comes only from the end", () => {
  assert.equal(windows.follow(stretch(1, 60), { first: 1, last: 50, isLive: true }).last, 60);
  assert.equal(windows.follow(stretch(1, 60), { first: 1, last: 50, isLive: false }).last, 50);
});

test("who reads further up loses nothing above", () => {
  const window = { first: 1, last: 200, isLive: true };
  assert.deepEqual(windows.follow(stretch(1, 210), window, "up"), { first: 1, last: 200, isLive: false });
  assert.deepEqual(windows.follow(stretch(1, 210), window, "end"), { first: 11, last: 210, isLive: true });
  assert.equal(windows.follow(stretch(1, 60), { first: 1, last: 50, isLive: true }, "up").last, 60);
});

test("who looks at the end is shown the end of a flood", () => {
  const window = { first: 1, last: 50, isLive: true };
  assert.deepEqual(windows.follow(stretch(1, 150), window, "end"), windows.openAtEnd(stretch(1, 150)));
  assert.deepEqual(windows.follow(stretch(1, 100), window, "end"), { first: 1, last: 100, isLive: true });
  assert.deepEqual(windows.follow(stretch(1, 150), window, "away"), { first: 1, last: 150, isLive: true });
});

test("what is unread is shown from its beginning, if it is not too much", () => {
  assert.deepEqual(windows.openAtUnread(stretch(1, 500), 430), { first: 406, last: 500, isLive: true });
  assert.deepEqual(windows.openAtUnread(stretch(1, 500), 499), { first: 451, last: 500, isLive: true });
  assert.equal(windows.openAtUnread(stretch(1, 500), 10), null);
});

test("a message is opened without asking only with what is around it", () => {
  assert.ok(windows.canOpenAround(stretch(1, 500), 250, 500));
  assert.ok(windows.canOpenAround(stretch(1, 500), 2, 500));
  assert.ok(!windows.canOpenAround(stretch(240, 500), 250, 500));
  assert.ok(!windows.canOpenAround(stretch(1, 255), 250, 500));
  assert.ok(!windows.canOpenAround(undefined, 250, 500));
  assert.ok(
    !windows.canOpenAround(
      stretch(1, 500, (seq) => seq === 250),
      250,
      500,
    ),
  );
});

test("around a message there are as many before as after", () => {
  assert.deepEqual(windows.openAround(stretch(1, 500), 250, 500), { first: 225, last: 275, isLive: false });
  assert.deepEqual(windows.openAround(stretch(1, 500), 499, 500), { first: 474, last: 500, isLive: true });
});

test("deleted messages leave no hole", () => {
  const all = stretch(1, 500, (seq) => seq % 2 === 0);
  const window = windows.openAtEnd(all);
  assert.equal(windows.shownOf(all, window).length, windows.OPENS);
  assert.ok(windows.hasAbove(all, window) && !windows.hasBelow(all, window));
});
