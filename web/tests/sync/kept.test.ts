import assert from "node:assert/strict";
import { test } from "node:test";
import { lexer, loadLexer } from "../../src/domain/lexer.ts";
import { readMessage } from "../../src/domain/reading.ts";
import { openStorage } from "../../src/storage/database.ts";
import { answerOf } from "../../src/storage/requests.ts";
import { TABLES } from "../../src/storage/tables.ts";
import { Client } from "../../src/sync/client.ts";
import { begin, FakeBrowser, type FakeTab, quiet } from "./browser.ts";
import { ada, boris, chat, hello, message, told } from "./cast.ts";

async function connect(tab: FakeTab, chats = [chat()]): Promise<Client> {
  const client = await begin(tab);
  tab.socket.tell(hello(chats));
  await quiet();
  return client;
}

/** A browser in which ada has read three messages, and closed the page. */
async function visited(): Promise<FakeBrowser> {
  const browser = new FakeBrowser();
  const tab = browser.open();
  const client = await connect(tab);
  client.openChatId.value = 7;
  for (let seq = 1; seq <= 3; seq++) tab.socket.tell(told(message(seq)));
  tab.socket.tell({ t: "user", user: boris });
  await client.flush();
  browser.crash(tab);
  return browser;
}

async function rows(browser: FakeBrowser): Promise<number> {
  const storage = await browser.storage();
  const tables = await Promise.all(TABLES.map((table) => storage.list(table)));
  return tables.flat().length;
}

function texts(client: Client): string[] {
  return (
    client.store.chats
      .peek()
      .get(7)
      ?.history.newest?.messages.map((each) => each.text) ?? []
  );
}

test("the page is painted from what was kept, before anything is asked; then one resume for the chat on the screen", async () => {
  const browser = await visited();
  const tab = browser.open();
  const client = await begin(tab);
  client.openChatId.value = 7;
  await quiet();
  assert.equal(client.session.value, "signed-in");
  assert.deepEqual(tab.requests, []);
  assert.deepEqual(texts(client), ["message 1", "message 2", "message 3"]);
  assert.equal(client.store.nameOf(2), "Boris");
  tab.socket.tell(hello([chat({ version: 5, last_seq: 4, NewMsgCount: 4 })]));
  await quiet();
  const [asked] = tab.socket.ops("resume");
  assert.deepEqual(asked?.chats, [{ chat_id: 7, since: 3 }]);
  const changed = [message(4), message(2, { version: 5, text: "changed" })];
  tab.socket.tell({ t: "ok", ref: asked?.ref, chats: [{ chat_id: 7, messages: changed, version: 5, more: false }] });
  await quiet();
  assert.deepEqual(texts(client), ["message 1", "changed", "message 3", "message 4"]);
  assert.equal(tab.socket.ops("resume").length, 1);
});

test("a name that comes when all else is quiet is kept, too", async () => {
  const browser = new FakeBrowser();
  const tab = browser.open();
  const client = await connect(tab);
  await browser.clock.pass(1_000);
  tab.answer = (_method, path) => (path === "/users/2" ? boris : undefined);
  assert.equal(client.store.nameOf(2), "");
  await quiet();
  assert.equal(client.store.nameOf(2), "Boris");
  await browser.clock.pass(1_000);
  browser.crash(tab);
  const next = await begin(browser.open());
  await quiet();
  assert.equal(next.store.nameOf(2), "Boris");
});

test("what is kept of a chat is there when the finger that presses its link is lifted", async () => {
  const client = await begin((await visited()).open());
  await quiet();
  assert.deepEqual(texts(client), []);
  client.expect(7);
  await quiet();
  assert.deepEqual(texts(client), ["message 1", "message 2", "message 3"]);
});

test("with the first that can be shown come the messages of the chat on the screen", async () => {
  const client = new Client((await visited()).open());
  client.openChatId.value = 7;
  const first = new Promise((resolve) => {
    client.session.subscribe((session) => session === "signed-in" && resolve(texts(client)));
  });
  void client.start();
  assert.deepEqual(await first, ["message 1", "message 2", "message 3"]);
});

test("what was read of messages is kept, and needs no lexer the next time", async () => {
  await loadLexer();
  const browser = new FakeBrowser();
  const tab = browser.open();
  const client = await connect(tab);
  client.openChatId.value = 7;
  tab.socket.tell(told(message(1, { text: "so **loud**" })));
  const [said] = client.store.chats.peek().get(7)?.history.newest?.messages ?? [];
  const blocks = said && readMessage(said);
  await client.flush();
  browser.crash(tab);
  lexer.value = null;
  const again = new Client(browser.open());
  again.openChatId.value = 7;
  await again.start();
  const [kept] = again.store.chats.peek().get(7)?.history.newest?.messages ?? [];
  assert.notEqual(kept, said);
  assert.deepEqual(kept && readMessage(kept), blocks);
  assert.match(JSON.stringify(blocks), /"strong"/);
});

test("what was seen and never told is kept as unread", async () => {
  const browser = new FakeBrowser();
  const tab = browser.open();
  const client = await connect(tab, [chat({ version: 3, last_seq: 3, NewMsgCount: 3 })]);
  void client.markRead(7, 3);
  await client.flush();
  browser.crash(tab);
  const again = await begin(browser.open());
  const kept = again.store.chats.peek().get(7);
  assert.deepEqual([kept?.marker, kept?.isUnread, kept?.chat.value.NewMsgCount], [0, true, 3]);
});

test("a chat that is gone meanwhile is gone from what is kept", async () => {
  const browser = await visited();
  const client = await connect(browser.open(), []);
  await client.flush();
  assert.equal((await (await browser.storage()).list("chats")).length, 0);
  assert.equal((await (await browser.storage()).list("messages")).length, 0);
});

test("another epoch: what was kept is forgotten", async () => {
  const browser = await visited();
  const tab = browser.open();
  const client = await begin(tab);
  tab.socket.tell(hello([chat()], { epoch: "e2" }));
  await quiet();
  assert.equal((await (await browser.storage()).list("messages")).length, 0);
  client.openChatId.value = 7;
  await quiet();
  assert.deepEqual(texts(client), []);
});

test("another user's data is never shown: signing in forgets it first", async () => {
  const browser = await visited();
  const tab = browser.open();
  const client = await begin(tab);
  await client.outbox.add(7, { text: "unsent" });
  tab.answer = (_method, path) => (path === "/login" ? boris : 401);
  tab.socket.break(4401);
  await quiet();
  assert.equal(client.session.value, "signed-out");
  assert.equal(client.store.me.value, null);
  assert.equal((await (await browser.storage()).list("outbox")).length, 1);
  await client.signIn("boris@example.org", "secret");
  await quiet();
  assert.equal(client.outbox.size, 0);
  assert.equal((await (await browser.storage()).list("outbox")).length, 0);
  assert.deepEqual([...client.store.chats.peek()], []);
});

test("a session that ended keeps what was written for its author", async () => {
  const browser = await visited();
  const tab = browser.open();
  const client = await begin(tab);
  tab.socket.break();
  await client.outbox.add(7, { text: "unsent" });
  client.drafts.set(8, { text: "a draft" });
  await client.flush();
  tab.answer = (_method, path) => (path === "/login" ? ada : 401);
  client.wake();
  tab.socket.break();
  await quiet();
  assert.equal(client.session.value, "signed-out");
  assert.equal(client.outbox.size, 0);
  await client.signIn("ada@example.org", "secret");
  await quiet();
  assert.equal(client.outbox.size, 1);
  assert.equal(client.drafts.get(8)?.text, "a draft");
});

test("signing out clears every tab, the database and the caches", async () => {
  const browser = await visited();
  const tabs = [browser.open(), browser.open(), browser.open()];
  const clients: Client[] = [];
  for (const tab of tabs) clients.push(await connect(tab));
  await clients[1]?.outbox.add(7, { text: "unsent" });
  clients[2]?.drafts.set(7, { text: "a draft" });
  await clients[2]?.flush();
  const [first] = tabs;
  if (first) first.answer = (_method, path) => (path === "/logout" ? {} : 401);
  await clients[0]?.signOut();
  for (const tab of tabs) tab.socket.break(4401);
  await quiet();
  await browser.clock.pass(10_000);
  for (const client of clients) {
    assert.equal(client.session.value, "signed-out");
    assert.equal(client.store.me.value, null);
    assert.equal(client.store.chats.value.size, 0);
    assert.equal(client.drafts.get(7), null);
    assert.equal(client.outbox.size, 0);
  }
  assert.equal(await rows(browser), 0);
  assert.equal(browser.cachesCleared, 1);
});

test("a draft that a page left behind as another signed out is nobody's", async () => {
  const browser = await visited();
  const tab = browser.open();
  const client = await connect(tab);
  tab.answer = (_method, path) => (path === "/logout" ? {} : 401);
  await client.signOut();
  const storage = await browser.storage();
  await storage.write([{ table: "drafts", key: 7, value: { chatId: 7, text: "a secret" } }]);
  const next = await connect(browser.open());
  assert.equal(next.drafts.get(7), null);
  assert.deepEqual(await storage.list("drafts"), []);
});

test("drafts survive switching, reload and crash; tabs do not overwrite each other", async () => {
  const browser = new FakeBrowser();
  const [one, two] = [browser.open(), browser.open()];
  const [first, second] = [await connect(one), await connect(two)];
  first.drafts.set(7, { text: "from one", replyTo: 3 });
  second.drafts.set(8, { text: "from two" });
  await browser.clock.pass(400);
  await quiet();
  assert.equal(second.drafts.get(7)?.text, "from one");
  first.drafts.set(8, { text: "from two" });
  second.drafts.set(8, { text: "from two, longer" });
  await browser.clock.pass(400);
  await quiet();
  assert.equal(first.drafts.get(8)?.text, "from two, longer");
  browser.crash(one);
  browser.crash(two);
  const third = await connect(browser.open());
  assert.deepEqual(third.drafts.get(7), { chatId: 7, text: "from one", replyTo: 3 });
  assert.equal(third.drafts.get(8)?.text, "from two, longer");
  third.drafts.set(8, { text: " " });
  await third.flush();
  assert.equal((await (await browser.storage()).list("drafts")).length, 1);
});

test("where the database is refused, or hangs, everything works from memory", async () => {
  const real = indexedDB.open;
  indexedDB.open = () => {
    throw new DOMException("refused", "SecurityError");
  };
  try {
    const storage = await openStorage("refused");
    assert.equal(storage.isLasting, false);
    await storage.write([{ table: "drafts", key: 1, value: { chatId: 1, text: "a" } }]);
    assert.equal((await storage.list("drafts")).length, 1);
    await storage.write([{ table: "drafts", key: 1 }]);
    assert.equal(await storage.get("drafts", 1), undefined);
  } finally {
    indexedDB.open = real;
  }
});

test("a database of a newer version of the page is left alone", async () => {
  const newer = await answerOf(indexedDB.open("besedka-newer", 1000));
  newer.close();
  assert.equal((await openStorage("besedka-newer")).isLasting, false);
});

test("a tab lets a newer version of the page migrate", async () => {
  const storage = await openStorage("besedka-migrating");
  const newer = await answerOf(indexedDB.open("besedka-migrating", 1000));
  newer.close();
  await assert.rejects(storage.list("drafts"));
});

test("messages of a hundred chats are kept, of those that were looked at last", async () => {
  const browser = new FakeBrowser();
  const tab = browser.open();
  const chats = Array.from({ length: 120 }, (_, index) => chat({ chat_id: index + 1 }));
  const client = await connect(tab, chats);
  for (const { chat_id } of chats) tab.socket.tell(told(message(1, { chat_id, id: chat_id })));
  client.openChatId.value = 5;
  await quiet();
  await client.flush();
  const kept = await (await browser.storage()).list("messages");
  assert.equal(kept.length, 100);
  assert.ok(kept.some((each) => each.chatId === 5));
});
