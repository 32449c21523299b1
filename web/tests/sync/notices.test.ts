import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chat, Message } from "../../src/domain/types.ts";
import type { Client } from "../../src/sync/client.ts";
import { begin, FakeBrowser, type FakeTab, quiet } from "./browser.ts";
import { boris, chat, hello, message, told } from "./cast.ts";

async function open(count: number, more: Partial<Chat> = {}) {
  const browser = new FakeBrowser();
  const tabs = Array.from({ length: count }, () => browser.open());
  const clients: Client[] = [];
  for (const tab of tabs) {
    const client = await begin(tab);
    tab.socket.tell(hello([chat(more), chat({ chat_id: 8, Name: "garden", kind: "channel", room_id: 1 })]));
    tab.socket.tell({ t: "user", user: boris });
    await client.notices.turnOn();
    clients.push(client);
  }
  await quiet();
  return { browser, tabs, clients };
}

async function tell(tabs: readonly FakeTab[], said: Message): Promise<void> {
  for (const tab of tabs) {
    tab.socket.tell(told(said));
    await quiet();
  }
}

test("five tabs, one notification", async () => {
  const { browser, tabs } = await open(5);
  await tell(tabs, message(1, { text: "Tea at five?" }));
  assert.equal(browser.notices.length, 1);
  assert.equal(browser.notices[0]?.title, "Boris");
  assert.equal(browser.notices[0]?.body, "Tea at five?");
  await tell(tabs, message(2));
  assert.equal(browser.notices.length, 2);
});

test("a flood rings a few times", async () => {
  const { browser, tabs } = await open(1);
  for (let seq = 1; seq <= 20; seq++) await tell(tabs, message(seq));
  assert.equal(browser.notices.length, 5);
  await browser.clock.pass(10_000);
  await tell(tabs, message(21));
  assert.equal(browser.notices.length, 6);
});

test("none stays when the session ends, nor one of an earlier visit", async () => {
  const { browser, tabs, clients } = await open(1);
  for (const tab of tabs) tab.answer = (_method, path) => (path === "/logout" ? {} : undefined);
  await clients[0]?.signOut();
  assert.deepEqual(browser.closed, ["all"]);
});

test("nothing is asked of the browser before somebody wishes it", async () => {
  const browser = new FakeBrowser();
  const tab = browser.open();
  const client = await begin(tab);
  tab.socket.tell(hello());
  await tell([tab], message(1));
  assert.equal(browser.notices.length, 0);
  assert.equal(client.notices.isOn, false);
  assert.equal(tab.notifier.permission(), "default");
});

test("none for one's own, for what is changed, deleted, or by somebody whom one has blocked", async () => {
  const { browser, tabs } = await open(1);
  await tell(tabs, message(1, { author_id: 1 }));
  await tell(tabs, message(1, { version: 2, edited_at: "2026-05-01T15:00:00.000Z" }));
  await tell(tabs, message(2, { version: 3, deleted: true, text: "" }));
  tabs[0]?.socket.tell({ t: "blocked", user_ids: [2] });
  await tell(tabs, message(3, { version: 4 }));
  assert.equal(browser.notices.length, 0);
});

test("none while any tab shows the chat in front", async () => {
  const { browser, tabs, clients } = await open(2);
  const [, second] = clients;
  if (second) second.openChatId.value = 7;
  second?.focus(true);
  await tell(tabs, message(1));
  assert.equal(browser.notices.length, 0);
  await tell(tabs, message(1, { chat_id: 8, id: 900 }));
  assert.equal(browser.notices.length, 1);
  assert.equal(browser.notices[0]?.title, "Boris · garden");
  second?.focus(false);
  await tell(tabs, message(2));
  assert.equal(browser.notices.length, 2);
});

for (const [level, calls, count] of [
  ["all", false, 1],
  ["mentions", false, 0],
  ["mentions", true, 1],
  ["none", true, 0],
] as const) {
  test(`of a chat at level ${level}, a message that ${calls ? "calls" : "does not call"} one: ${count}`, async () => {
    const { browser, tabs } = await open(1, { notifications: level });
    await tell(tabs, message(1, { mentions: calls ? [1] : [] }));
    assert.equal(browser.notices.length, count);
  });
}

test("read elsewhere: none, and what stands is taken away", async () => {
  const { browser, tabs } = await open(1);
  await tell(tabs, message(1));
  assert.deepEqual(browser.closed, []);
  const read = { t: "read", chat_id: 7, user_id: 1, last_seq: 1, as_of: 1, NewMsgCount: 0, MentionCount: 0 };
  tabs[0]?.socket.tell({ ...read, last_read_seq: 1 });
  assert.deepEqual(browser.closed, ["besedka-7"]);
});

test("what was missed is no news: none after coming back", async () => {
  const { browser, tabs, clients } = await open(1);
  clients[0]?.openChatId.peek();
  tabs[0]?.socket.break();
  clients[0]?.wake();
  tabs[0]?.socket.tell(hello([chat({ version: 9, last_seq: 9, NewMsgCount: 9 })]));
  await quiet();
  assert.equal(browser.notices.length, 0);
});

test("what is unread counts what one is to be told of", async () => {
  const { tabs, clients } = await open(1);
  const [client] = clients;
  assert.equal(client?.store.unreadTotal.value, 0);
  await tell(tabs, message(1));
  await tell(tabs, message(2));
  assert.equal(client?.store.unreadTotal.value, 2);
  const read = { t: "read", chat_id: 7, user_id: 1, last_seq: 2, as_of: 2, NewMsgCount: 0, MentionCount: 0 };
  tabs[0]?.socket.tell({ ...read, last_read_seq: 2 });
  assert.equal(client?.store.unreadTotal.value, 0);
});
