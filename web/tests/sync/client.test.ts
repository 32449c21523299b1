import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "../../src/sync/client.ts";
import { ada, boris, chat, hello, message, told } from "./cast.ts";
import { type Answer, FakeWorld, settle } from "./fakes.ts";

async function begin(chats = [chat()]): Promise<{ world: FakeWorld; client: Client }> {
  const world = new FakeWorld();
  world.answer = (_method, path): Answer => (path === "/users" ? ada : undefined);
  const client = new Client(world);
  await client.start();
  world.socket.tell(hello(chats));
  await settle();
  return { world, client };
}

function known(client: Client, id = 7) {
  const found = client.store.chats.peek().get(id);
  assert.ok(found);
  return found;
}

async function reconnect(world: FakeWorld, client: Client): Promise<void> {
  world.socket.break();
  client.wake();
}

test("without a session one is signed out; without a server it is asked again", async () => {
  const world = new FakeWorld();
  const client = new Client(world);
  await client.start();
  assert.equal(client.session.value, "starting");
  world.answer = () => 401;
  await world.clock.pass(5_000);
  assert.equal(client.session.value, "signed-out");
});

test("where there is a session the connection is made while it is asked whose it is", async () => {
  const world = new FakeWorld();
  const about = { name: "The garden", registration: "open", empty: false, signed_in: true };
  let sockets = -1;
  world.answer = (_method, path): Answer => {
    if (path === "/users") sockets = world.sockets.length;
    return path === "/users" ? ada : about;
  };
  const client = new Client(world);
  const started = client.start();
  await settle();
  assert.equal(sockets, 1);
  await started;
  world.socket.tell(hello([chat()]));
  assert.deepEqual([client.session.value, client.store.chats.value.size, world.sockets.length], ["signed-in", 1, 1]);
});

test("a connection that was made for a session that has ended meanwhile is given up", async () => {
  const world = new FakeWorld();
  world.answer = (_method, path): Answer => (path === "/users" ? 401 : { name: "", signed_in: true });
  const client = new Client(world);
  await client.start();
  world.socket.tell(hello([chat()]));
  assert.deepEqual([client.session.value, client.store.me.value, world.socket.isClosed], ["signed-out", null, true]);
});

test("a browser that has never been here connects while its storage opens", async () => {
  const world = new FakeWorld();
  const never = new Promise<never>(() => {});
  const client = new Client(Object.assign(world, { isFresh: true, openStorage: () => never }));
  world.answer = (_method, path): Answer => (path === "/users" ? ada : { name: "", signed_in: true });
  void client.start();
  await settle();
  assert.deepEqual([world.sockets.length, world.requests.map((each) => each.path)], [1, ["/server", "/users"]]);
});

test("the chat on the screen is asked for with the greeting, before anything is rendered", async () => {
  const world = new FakeWorld();
  world.answer = (_method, path): Answer => (path === "/users" ? ada : undefined);
  const client = new Client(world);
  client.openChatId.value = 7;
  await client.start();
  world.socket.tell(hello([chat({ last_seq: 3 }), chat({ chat_id: 8, last_seq: 3 })]));
  const pages = world.requests.filter(({ path }) => path.includes("/messages")).map((each) => each.path);
  assert.deepEqual(pages, ["/chats/7/messages?limit=50"]);
});

test("a handshake that was refused is looked into: 401 is the end of the session", async () => {
  const { world, client } = await begin();
  await reconnect(world, client);
  world.answer = () => 401;
  world.socket.break(1006);
  await settle();
  assert.equal(client.session.value, "signed-out");
  await world.clock.pass(60_000);
  assert.equal(world.sockets.length, 2);
});

test("coming back makes one exact resume, for the chat on the screen only", async () => {
  const { world, client } = await begin([chat(), chat({ chat_id: 8 })]);
  client.openChatId.value = 7;
  for (const id of [7, 8]) world.socket.tell(told(message(1, { chat_id: id, id })));
  await reconnect(world, client);
  const moved = { version: 3, last_seq: 3, NewMsgCount: 3 };
  world.socket.tell(hello([chat(moved), chat({ chat_id: 8, ...moved })]));
  await settle();
  assert.deepEqual(
    world.socket.ops("resume").map((each) => each.chats),
    [[{ chat_id: 7, since: 1 }]],
  );
  const answer = { chat_id: 7, version: 3, more: false, messages: [message(2), message(3)], chat: chat(moved) };
  world.socket.tell({ t: "ok", ref: world.socket.ops("resume")[0]?.ref, chats: [answer] });
  await settle();
  assert.deepEqual(
    known(client).history.newest?.messages.map((each) => each.seq),
    [1, 2, 3],
  );
  assert.equal(known(client).chat.value.NewMsgCount, 3);
  assert.equal(known(client, 8).chat.value.NewMsgCount, 3);
  client.openChatId.value = 8;
  assert.deepEqual(world.socket.ops("resume")[1]?.chats, [{ chat_id: 8, since: 1 }]);
});

test("a frame that is repeated, or comes after the answer that had it, counts once", async () => {
  const { world, client } = await begin();
  world.socket.tell(told(message(1)));
  world.socket.tell(told(message(1)));
  world.socket.tell(told(message(3), 2));
  await settle();
  const ref = world.socket.ops("resume")[0]?.ref;
  const gone = message(2, { version: 4, deleted: true, text: "" });
  world.socket.tell(told(message(4, { version: 5 }), 4));
  const whole = chat({ version: 5, last_seq: 4, NewMsgCount: 3 });
  const rows = [message(3), gone, message(4, { version: 5 })];
  world.socket.tell({ t: "ok", ref, chats: [{ chat_id: 7, version: 5, more: false, messages: rows, chat: whole }] });
  await settle();
  assert.equal(known(client).chat.value.NewMsgCount, 3);
  assert.equal(known(client).isBehind, false);
});

test("a chat that is far behind is loaded anew, not read change by change", async () => {
  const { world, client } = await begin();
  client.openChatId.value = 7;
  world.socket.tell(told(message(1)));
  await reconnect(world, client);
  const page = { messages: [message(20_000)], more: true };
  world.answer = (_method, path): Answer => (path.startsWith("/chats/7/messages") ? page : ada);
  world.socket.tell(hello([chat({ version: 20_000, last_seq: 20_000 })]));
  await settle();
  assert.equal(world.socket.ops("resume").length, 0);
  assert.deepEqual(
    known(client).history.stretches.map(({ from, to }) => [from, to]),
    [[20_000, 20_000]],
  );
});

test("a chat that nobody looks at forgets what is far behind", async () => {
  const { world, client } = await begin();
  world.socket.tell(told(message(1)));
  await reconnect(world, client);
  world.socket.tell(hello([chat({ version: 20_000, last_seq: 20_000 })]));
  await settle();
  assert.equal(known(client).history.size, 0);
  assert.equal(known(client).isBehind, false);
});

test("typing ends after some seconds, or with the message", async () => {
  const { world, client } = await begin();
  world.socket.tell({ t: "typing", chat_id: 7, user_id: 2 });
  assert.deepEqual(known(client).typing.value, [2]);
  await world.clock.pass(4_000);
  world.socket.tell({ t: "typing", chat_id: 7, user_id: 2 });
  await world.clock.pass(4_000);
  assert.deepEqual(known(client).typing.value, [2]);
  await world.clock.pass(1_100);
  assert.deepEqual(known(client).typing.value, []);
  world.socket.tell({ t: "typing", chat_id: 7, user_id: 2 });
  world.socket.tell(told(message(1)));
  assert.deepEqual(known(client).typing.value, []);
});

test("typing is told every few seconds, however fast one writes", async () => {
  const { world, client } = await begin();
  for (let letter = 0; letter < 50; letter++) {
    client.typing(7);
    await world.clock.pass(100);
  }
  assert.equal(world.socket.ops("typing").length, 2);
});

test("profiles are loaded a few at a time, each once", async () => {
  const { world, client } = await begin();
  let open = 0;
  let most = 0;
  const answered: (() => void)[] = [];
  world.fetch = (path, init) => {
    world.requests.push({ method: init.method ?? "", path, body: null });
    most = Math.max(most, ++open);
    return new Promise((resolve) =>
      answered.push(() => {
        open--;
        resolve(Response.json({ ...boris, id: Number(path.split("/")[2]) }));
      }),
    );
  };
  const before = world.requests.length;
  for (let id = 10; id < 30; id++) for (let time = 0; time < 3; time++) client.store.user(id);
  for (await settle(); answered.length; await settle()) answered.shift()?.();
  assert.equal(world.requests.length - before, 20);
  assert.equal(most, 4);
  assert.equal(client.store.nameOf(29), "Boris");
});

test("a profile that changes while it is asked for stays as it was told", async () => {
  const { world, client } = await begin();
  let answer = () => {};
  world.fetch = () => new Promise((resolve) => (answer = () => resolve(Response.json({ ...boris, id: 10 }))));
  client.store.user(10);
  await settle();
  world.socket.tell({ t: "user", user: { ...boris, id: 10, deactivated: true } });
  await settle();
  answer();
  await settle();
  assert.equal(client.store.user(10).peek()?.deactivated, true);
});

test("profiles that are wanted without a connection are loaded once there is one, each once", async () => {
  const { world, client } = await begin();
  world.socket.break();
  const before = world.requests.length;
  for (const id of [10, 11, 10]) client.store.user(id);
  await settle();
  assert.equal(world.requests.length, before);
  client.wake();
  world.socket.tell(hello([chat()]));
  await settle();
  client.store.user(10);
  await settle();
  assert.deepEqual(
    world.requests
      .slice(before)
      .map((each) => each.path)
      .filter((path) => path.startsWith("/users/")),
    ["/users/10", "/users/11"],
  );
});

test("how far one has read is said once, and again after a broken line", async () => {
  const { world, client } = await begin([chat({ version: 9, last_seq: 9, NewMsgCount: 9 })]);
  void client.markRead(7, 3);
  void client.markRead(7, 5);
  void client.markRead(7, 4);
  assert.deepEqual(
    world.socket.ops("read").map((each) => each.seq),
    [3],
  );
  await reconnect(world, client);
  world.socket.tell(hello([chat({ version: 9, last_seq: 9, NewMsgCount: 9 })]));
  await settle();
  assert.deepEqual(
    world.socket.ops("read").map((each) => each.seq),
    [5],
  );
});

test("while one scrolls, how far one has read is said every 400 ms, and in the end", async () => {
  const { world, client } = await begin([chat({ version: 9, last_seq: 9, NewMsgCount: 9 })]);
  const said = () => world.socket.ops("read").map((each) => each.seq ?? `from ${each.unread_from}`);
  const answer = async () => {
    world.socket.tell({ t: "ok", ref: world.socket.ops("read").at(-1)?.ref });
    await settle();
  };
  for (const seq of [1, 2]) void client.markRead(7, seq);
  await answer();
  void client.markRead(7, 3);
  await world.clock.pass(399);
  assert.deepEqual(said(), [1]);
  await world.clock.pass(1);
  assert.deepEqual(said(), [1, 3]);
  await answer();
  void client.markRead(7, 4);
  void client.markUnread(7, 2);
  await settle();
  assert.deepEqual(said(), [1, 3, "from 2"]);
});

test("read elsewhere, the counts are the server's", async () => {
  const { world, client } = await begin([chat({ version: 9, last_seq: 9, NewMsgCount: 9, MentionCount: 2 })]);
  const read = { t: "read", chat_id: 7, user_id: 1, last_read_seq: 7, last_seq: 9, as_of: 9 };
  world.socket.tell({ ...read, NewMsgCount: 2, MentionCount: 1 });
  assert.equal(known(client).chat.value.NewMsgCount, 2);
  assert.equal(known(client).chat.value.MentionCount, 1);
  world.socket.tell({ ...read, last_read_seq: 4, NewMsgCount: 5, MentionCount: 2, back: true });
  assert.equal(known(client).chat.value.NewMsgCount, 5);
});

test("another epoch: everything is forgotten but who one is", async () => {
  const { world, client } = await begin();
  world.socket.tell(told(message(1)));
  await reconnect(world, client);
  world.socket.tell(hello([chat()], { epoch: "e2" }));
  assert.equal(known(client).history.size, 0);
  assert.equal(client.store.me.value?.id, 1);
});

test("memory stays bounded: a chat that grows on the screen, and one that does not", async () => {
  const { world, client } = await begin([chat(), chat({ chat_id: 8 })]);
  client.openChatId.value = 7;
  for (let seq = 1; seq <= 4000; seq++) world.socket.tell(told(message(seq)));
  for (let seq = 1; seq <= 400; seq++) world.socket.tell(told(message(seq, { chat_id: 8, id: 100_000 + seq })));
  assert.ok(known(client).history.size <= 2500);
  assert.ok(known(client, 8).history.size <= 125);
  assert.ok(known(client, 8).history.knows(400));
  client.openChatId.value = 8;
  assert.equal(known(client).history.size, 100);
});
