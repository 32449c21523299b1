/** What was seen here is read at once, to whoever looks; what the server counts comes after it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TimelineModel } from "../../src/features/timeline/model.ts";
import { Client } from "../../src/sync/client.ts";
import { ada, chat, hello, message, told } from "./cast.ts";
import { type Answer, FakeWorld, settle } from "./fakes.ts";

const THREE = chat({ version: 3, last_seq: 3, NewMsgCount: 3, MentionCount: 1 });

async function begin() {
  const world = new FakeWorld();
  world.answer = (_method, path): Answer => (path === "/users" ? ada : undefined);
  const client = new Client(world);
  await client.start();
  world.socket.tell(hello([THREE]));
  await settle();
  const known = client.store.chats.peek().get(7);
  assert.ok(known);
  const shown = () => {
    const { last_read_seq, NewMsgCount, MentionCount } = known.chat.value;
    return [last_read_seq, NewMsgCount, MentionCount];
  };
  const refuse = async () => {
    world.socket.tell({ t: "error", ref: world.socket.ops("read").at(-1)?.ref, code: "forbidden", detail: "" });
    await settle();
  };
  return { world, client, known, shown, refuse };
}

test("what was seen to its end is read before the server says so", async () => {
  const { world, client, known, shown } = await begin();
  void client.markRead(7, 2); // how many of the three that are after it can't be told
  assert.deepEqual([shown(), client.store.unreadTotal.value], [[2, 3, 1], 3]);
  void client.markRead(7, 3);
  assert.deepEqual([shown(), client.store.unreadTotal.value], [[3, 0, 0], 0]);
  assert.equal(known.isUnread, true);
  world.socket.tell(told(message(4)));
  assert.deepEqual(shown(), [3, 1, 0]);
  const read = { t: "read", chat_id: 7, user_id: 1, last_read_seq: 3, last_seq: 4, as_of: 4 };
  world.socket.tell({ ...read, NewMsgCount: 1, MentionCount: 0 });
  assert.deepEqual(shown(), [3, 1, 0]);
});

test("what can't be told was not read", async () => {
  const { client, known, shown, refuse } = await begin();
  void client.markRead(7, 3);
  await refuse();
  assert.deepEqual([shown(), known.isUnread], [[0, 3, 1], true]);
});

test("what comes while somebody looks at the end never counts, and the server is told of it", async () => {
  const { world, client, known, shown } = await begin();
  void client.markRead(7, 3);
  const counts: number[] = [];
  known.counted.subscribe(({ NewMsgCount }) => counts.push(NewMsgCount));
  known.isAttended = () => true;
  world.socket.tell(told(message(4)));
  assert.deepEqual([shown(), counts, known.isUnread], [[4, 0, 0], [0], true]);
  void client.markRead(7, 4);
  await world.clock.pass(400);
  world.socket.tell({ t: "ok", ref: world.socket.ops("read").at(-1)?.ref });
  await world.clock.pass(400);
  assert.deepEqual(
    world.socket.ops("read").map((each) => each.seq),
    [3, 4],
  );
  known.isAttended = () => false;
  world.socket.tell(told(message(5)));
  assert.deepEqual(shown(), [4, 1, 0]);
});

test("what the server has counted does not count before it comes, where somebody will see it come", async () => {
  const { world, client, known, shown } = await begin();
  void client.markRead(7, 3);
  const counts: number[] = [];
  known.counted.subscribe(({ NewMsgCount }) => counts.push(NewMsgCount));
  known.isAttended = () => true;
  const read = { t: "read", chat_id: 7, user_id: 1, last_read_seq: 3, last_seq: 4, as_of: 4, MentionCount: 0 };
  world.socket.tell({ ...read, NewMsgCount: 1 });
  assert.deepEqual(shown(), [3, 0, 0]);
  world.socket.tell(told(message(4)));
  assert.deepEqual([shown(), counts, known.isUnread], [[4, 0, 0], [0], true]);
  known.isAttended = () => false;
  world.socket.tell({ ...read, last_read_seq: 4, last_seq: 5, as_of: 5, NewMsgCount: 1 });
  assert.deepEqual(shown(), [4, 1, 0]);
});

test("what is marked unread, here or elsewhere, is unread again", async () => {
  const { world, client, shown } = await begin();
  void client.markRead(7, 3);
  const read = { t: "read", chat_id: 7, user_id: 1, last_read_seq: 1, last_seq: 3, as_of: 3 };
  world.socket.tell({ ...read, NewMsgCount: 2, MentionCount: 1, back: true });
  assert.deepEqual(shown(), [1, 2, 1]);
});

test("what was seen and never told is unread once it is marked so", async () => {
  const { world, client, shown } = await begin();
  void client.markRead(7, 2);
  void client.markRead(7, 3); // a moment too early to be said
  void client.markUnread(7, 3);
  world.socket.tell({ t: "ok", ref: world.socket.ops("read").at(-1)?.ref });
  await settle();
  // The server, where nothing of this chat is read, moves nothing and tells nobody.
  world.socket.tell({ t: "ok", ref: world.socket.ops("read").at(-1)?.ref });
  await settle();
  assert.deepEqual(shown(), [0, 3, 1]);
});

test("a server that can't write just now is told later", async () => {
  const { world, client, shown } = await begin();
  void client.markRead(7, 3);
  world.socket.tell({ t: "error", ref: world.socket.ops("read").at(-1)?.ref, code: "unavailable", detail: "" });
  await settle();
  assert.deepEqual(shown(), [3, 0, 0]);
  await world.clock.pass(3000);
  assert.deepEqual(
    world.socket.ops("read").map((each) => each.seq),
    [3, 3],
  );
});

test("what came while somebody looked is told, even if they leave before it is rendered", async () => {
  const { world, client, known, shown } = await begin();
  const model = new TimelineModel(client, known, null);
  model.attend(() => true);
  world.socket.tell(told(message(4)));
  model.close();
  await settle();
  assert.deepEqual(shown(), [4, 0, 0]);
  assert.equal(world.socket.ops("read").at(-1)?.seq, 4);
});

test("what was marked unread elsewhere while the line was broken is unread", async () => {
  const { world, client, shown } = await begin();
  void client.markRead(7, 3);
  const read = { t: "read", chat_id: 7, user_id: 1, last_read_seq: 3, last_seq: 3, as_of: 3 };
  world.socket.tell({ ...read, NewMsgCount: 0, MentionCount: 0 });
  world.socket.tell({ t: "ok", ref: world.socket.ops("read").at(-1)?.ref });
  await settle();
  assert.deepEqual(shown(), [3, 0, 0]);
  world.socket.tell(hello([{ ...THREE, last_read_seq: 1, NewMsgCount: 2 }]));
  assert.deepEqual(shown(), [1, 2, 1]);
});
