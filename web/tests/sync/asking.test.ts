import assert from "node:assert/strict";
import { test } from "node:test";
import { keepAsking } from "../../src/sync/asking.ts";
import { waitToAsk } from "../../src/sync/waits.ts";
import { FakeWorld } from "./fakes.ts";

test("a server that was away is asked ever more seldom, and only while somebody looks", async () => {
  const world = new FakeWorld();
  const asked: number[] = [];
  let isSeen = true;
  const ports = Object.assign(world, { isSeen: () => isSeen });
  const stop = keepAsking(ports, () => asked.push(world.now()));
  await world.clock.pass(120_000);
  const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  assert.ok(asked.length > 5 && asked.length < 15, String(gaps));
  assert.ok((gaps[0] ?? 0) < 5_000 && gaps.slice(-2).every((gap) => gap >= 15_000 && gap <= 30_000), String(gaps));
  isSeen = false;
  asked.length = 0;
  await world.clock.pass(600_000);
  assert.deepEqual(asked, []);
  isSeen = true;
  await world.clock.pass(30_000);
  assert.ok(asked.length > 0);
  stop();
  asked.length = 0;
  await world.clock.pass(600_000);
  assert.deepEqual(asked, []);
});

test("nobody waits for nothing, or without end", () => {
  for (let attempts = 0; attempts < 40; attempts++) {
    for (const random of [0, 0.999]) {
      const wait = waitToAsk(attempts, random);
      assert.ok(wait >= 1_000 && wait <= 30_000, String(wait));
    }
  }
});
