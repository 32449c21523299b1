import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals";
import { Client } from "../../src/sync/client.ts";
import { ada, chat, hello, message, told } from "./cast.ts";
import { type Answer, FakeWorld, settle } from "./fakes.ts";

/** A world that is painted when the test says so. */
class Painted extends FakeWorld {
  private waiting: (() => void)[] = [];

  beforePaint = (action: () => void) => {
    this.waiting.push(action);
  };

  paint(): void {
    for (const action of this.waiting.splice(0)) action();
  }
}

/** The last message that is shown, each time that it is another. */
async function begin(): Promise<{ world: Painted; client: Client; shown: number[] }> {
  const world = new Painted();
  world.answer = (_method, path): Answer => (path === "/users" ? ada : undefined);
  const client = new Client(world);
  await client.start();
  world.socket.tell(hello([chat()]));
  await settle();
  world.paint();
  const shown: number[] = [];
  effect(() => {
    shown.push(client.store.chat(7)?.chat.value.last_seq ?? -1);
  });
  return { world, client, shown };
}

test("the first message is there at once, a flood after it with the next paint, together and in order", async () => {
  const { world, client, shown } = await begin();
  for (let seq = 1; seq <= 50; seq++) world.socket.tell(told(message(seq)));
  assert.deepEqual(shown, [0, 1]);
  world.paint();
  assert.deepEqual(shown, [0, 1, 50]);
  assert.equal(client.store.chat(7)?.chat.value.NewMsgCount, 50);
  assert.equal(client.store.chat(7)?.isBehind, false);
  world.paint();
  world.socket.tell(told(message(51)));
  assert.deepEqual(shown, [0, 1, 50, 51]);
});

test("where a picture of a flood takes long, the next one waits as long again", async () => {
  const { world, shown } = await begin();
  world.socket.tell(told(message(1)));
  for (let seq = 2; seq <= 50; seq++) world.socket.tell(told(message(seq)));
  await world.clock.pass(60);
  world.paint();
  await world.clock.pass(40);
  world.paint();
  world.socket.tell(told(message(51)));
  await world.clock.pass(90);
  assert.deepEqual(shown, [0, 1]);
  await world.clock.pass(10);
  assert.deepEqual(shown, [0, 1, 51]);
});

test("a few wait for the paint alone", async () => {
  const { world, shown } = await begin();
  for (let seq = 1; seq <= 3; seq++) world.socket.tell(told(message(seq)));
  await world.clock.pass(60);
  world.paint();
  assert.deepEqual(shown, [0, 1, 3]);
});

test("what was told before an answer is known before it, and before the line breaks", async () => {
  const { world, client, shown } = await begin();
  for (let seq = 1; seq <= 3; seq++) world.socket.tell(told(message(seq)));
  const asked = client.gateway.ask({ op: "delete", message_id: 9 }).then(() => shown.at(-1));
  world.socket.tell({ t: "ok", ref: world.socket.ops("delete")[0]?.ref });
  assert.equal(await asked, 3);
  for (let seq = 4; seq <= 6; seq++) world.socket.tell(told(message(seq)));
  world.socket.break();
  assert.equal(shown.at(-1), 6);
});
