import assert from "node:assert/strict";
import { test } from "node:test";
import { Gateway } from "../../src/sync/gateway.ts";
import { waitAfter } from "../../src/sync/waits.ts";
import { hello, message, told } from "./cast.ts";
import { FakeWorld, settle } from "./fakes.ts";

function connect(): { world: FakeWorld; gateway: Gateway } {
  const world = new FakeWorld();
  const gateway = new Gateway(world);
  gateway.open();
  world.socket.tell(hello());
  return { world, gateway };
}

test("`online` and becoming visible open one socket", async () => {
  const { world, gateway } = connect();
  world.socket.break();
  assert.equal(world.sockets.length, 1);
  gateway.wake();
  gateway.wake();
  gateway.wake();
  assert.equal(world.sockets.length, 2);
  await world.clock.pass(60_000);
  assert.ok(world.sockets[0]?.isClosed);
});

test("a connection that is prepared is heard once it is to be open, from its greeting on", async () => {
  const world = new FakeWorld();
  const gateway = new Gateway(world);
  const heard: string[] = [];
  gateway.onTold = (frames) => heard.push(...frames.map((each) => each.t));
  gateway.prepare();
  world.socket.tell(hello());
  world.socket.break();
  await world.clock.pass(2_000);
  world.socket.tell(hello());
  world.socket.tell(told(message(4)));
  assert.deepEqual([heard, gateway.connection.value, world.sockets.length], [[], "connecting", 2]);
  gateway.open();
  assert.deepEqual([heard, gateway.connection.value, world.sockets.length], [["hello", "message"], "open", 2]);
});

test("of a connection that is prepared no more is held than has room", async () => {
  const world = new FakeWorld();
  const gateway = new Gateway(world);
  let heard = 0;
  gateway.onTold = (frames) => {
    heard += frames.length;
  };
  gateway.prepare();
  for (let seq = 0; seq <= 1_000; seq++) world.socket.tell(seq ? told(message(seq)) : hello());
  gateway.open();
  assert.deepEqual([heard, gateway.connection.value], [0, "connecting"]);
});

test("waking up, a socket that says it is open has five seconds to prove it", async () => {
  const { world, gateway } = connect();
  gateway.wake();
  gateway.wake();
  assert.equal(world.socket.ops("ping").length, 1);
  await world.clock.pass(5_600);
  assert.equal(world.sockets.length, 2);
  assert.ok(world.sockets[0]?.isClosed);
});

test("waking up, a connection that answers is kept", async () => {
  const { world, gateway } = connect();
  gateway.wake();
  world.socket.tell({ t: "pong" });
  await world.clock.pass(20_000);
  assert.equal(world.sockets.length, 1);
  assert.equal(gateway.connection.value, "open");
});

test("a line that fell silent is found out by a ping", async () => {
  const { world } = connect();
  await world.clock.pass(29_000);
  assert.equal(world.socket.ops("ping").length, 0);
  await world.clock.pass(1_500);
  assert.equal(world.socket.ops("ping").length, 1);
  await world.clock.pass(10_600);
  assert.equal(world.sockets.length, 2);
});

test("no greeting in time: another attempt", async () => {
  const world = new FakeWorld();
  new Gateway(world).open();
  await world.clock.pass(20_600);
  assert.equal(world.sockets.length, 2);
});

test("the banner comes after five seconds only", async () => {
  const { world, gateway } = connect();
  world.socket.break();
  await world.clock.pass(4_000);
  assert.equal(gateway.isOffline.value, false);
  for (let second = 0; second < 3; second++) {
    if (world.socket.onclose) world.socket.break();
    await world.clock.pass(1_000);
  }
  assert.equal(gateway.isOffline.value, true);
  gateway.wake();
  world.socket.tell(hello());
  assert.equal(gateway.isOffline.value, false);
});

test("full jitter, and what the server says of when to come back", () => {
  assert.equal(waitAfter(1006, "", 3, 0), 0);
  assert.equal(waitAfter(1006, "", 3, 0.5), 2_000);
  assert.equal(waitAfter(1006, "", 30, 0.5), 15_000);
  assert.equal(waitAfter(1001, '{"reconnect_after_ms": 2310}', 3, 0.5), 2_310);
  assert.equal(waitAfter(1001, '{"reconnect_after_ms": 1e300}', 0, 0), 60_000);
  assert.equal(waitAfter(1001, "bye", 0, 0.5), 250);
  assert.equal(waitAfter(4429, "", 0, 0), 5_000);
  assert.equal(waitAfter(4408, "", 0, 0), 0);
  assert.equal(waitAfter(4400, "", 0, 0), 30_000);
});

test("a session that ended is not come back with", async () => {
  const { world, gateway } = connect();
  let ended = 0;
  gateway.onSignedOut = () => ended++;
  world.socket.break(4401);
  await world.clock.pass(120_000);
  assert.equal(ended, 1);
  assert.equal(world.sockets.length, 1);
});

test("who asked is told when the line breaks, and what was asked does not go to the next one", async () => {
  const { world, gateway } = connect();
  const asked = gateway.ask({ op: "delete", message_id: 1 });
  world.socket.break();
  await assert.rejects(asked, { code: "offline" });
  await world.clock.pass(1_000);
  assert.deepEqual(world.socket.sent, []);
});

test("more ops than a server takes at once go in their turn", async () => {
  const { world, gateway } = connect();
  for (let count = 0; count < 150; count++) void gateway.ask({ op: "delete", message_id: count }).catch(() => {});
  assert.equal(world.socket.ops("delete").length, 100);
  await world.clock.pass(3_000);
  const ids = world.socket.ops("delete").map((each) => each.message_id);
  assert.deepEqual(ids, [...Array(150).keys()]);
  gateway.close();
  await settle();
});
