import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf, lookOf, waitingIn } from "../../src/features/places/counts.ts";
import { initialsOf } from "../../src/features/places/names.ts";
import { Store } from "../../src/store/store.ts";
import { chat, hello, message, told } from "../sync/cast.ts";

const channel = (id: number, more: object = {}) => ({
  ...chat({ chat_id: id, Name: "roses" }),
  kind: "channel" as const,
  room_id: 4,
  ...more,
});

test("a direct chat calls, a channel does only when it mentions, a muted one never", () => {
  assert.equal(lookOf(chat({ NewMsgCount: 1 })), "call");
  assert.equal(lookOf(channel(8, { NewMsgCount: 1 })), undefined);
  assert.equal(lookOf(channel(8, { NewMsgCount: 2, MentionCount: 1 })), "call");
  assert.equal(lookOf(chat({ NewMsgCount: 1, notifications: "none" })), "muted");
});

test("a badge counts what was not read; the mentions where one wants to hear of no more", () => {
  const counts = { NewMsgCount: 9, MentionCount: 2 };
  assert.equal(countOf(channel(8, counts)), 9);
  assert.equal(countOf(channel(8, { ...counts, notifications: "mentions" })), 2);
  assert.equal(countOf(channel(8, { NewMsgCount: 9, notifications: "mentions" })), 9);
});

test("a room shows what waits in its channels, and nothing of the muted or of other rooms", () => {
  const chats = [
    channel(8, { NewMsgCount: 3 }),
    channel(9, { NewMsgCount: 5, MentionCount: 2, notifications: "mentions" }),
    channel(10, { NewMsgCount: 7, MentionCount: 1, notifications: "none" }),
    channel(11, { room_id: 5, NewMsgCount: 11 }),
    chat({ NewMsgCount: 4 }),
  ];
  assert.deepEqual(waitingIn(chats, 4), { unread: 3, calls: 2 });
  assert.deepEqual(waitingIn(chats, 5), { unread: 11, calls: 0 });
  assert.deepEqual(waitingIn(chats, null), { unread: 4, calls: 4 });
});

test("chats stand in the order of what was said last, channels by name", () => {
  const store = new Store();
  const roses = channel(20, { Name: "roses" });
  const beans = channel(21, { Name: "beans" });
  store.apply(hello([chat({ chat_id: 7 }), chat({ chat_id: 8 }), roses, beans]) as Parameters<Store["apply"]>[0]);
  const said = { ...message(1), chat_id: 8, created_at: "2026-05-01T15:00:00.000Z" };
  store.apply(told(said, 0) as Parameters<Store["apply"]>[0]);
  assert.deepEqual(
    store.conversations.value.map((each) => each.id),
    [8, 7],
  );
  const later = { ...message(1), chat_id: 7, created_at: "2026-05-02T15:00:00.000Z" };
  store.apply(told(later, 0) as Parameters<Store["apply"]>[0]);
  assert.deepEqual(
    store.conversations.value.map((each) => each.id),
    [7, 8],
  );
  assert.deepEqual(
    store.channelsOf(4).map((each) => each.id),
    [21, 20],
  );
});

test("two characters stand for a room, in any script", () => {
  assert.equal(initialsOf("Garden club"), "GC");
  assert.equal(initialsOf("беседка"), "БЕ");
  assert.equal(initialsOf("👩‍🌾 farmers"), "👩‍🌾");
  assert.equal(initialsOf("花園"), "花園");
  assert.equal(initialsOf("e\u0301cole"), "E\u0301C");
});
