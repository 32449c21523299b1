import assert from "node:assert/strict";
import { test } from "node:test";
import type { Told } from "../../src/domain/frames.ts";
import { roleIn } from "../../src/domain/rights.ts";
import type { Chat } from "../../src/domain/types.ts";
import { Store } from "../../src/store/store.ts";
import { chat, hello } from "../sync/cast.ts";

const group: Partial<Chat> = { kind: "group", version: 5, members_version: 2 };

function begin(more: Partial<Chat> = {}): { tell: (frame: object) => void; shown: () => Chat | undefined } {
  const store = new Store();
  store.apply(hello([chat({ ...group, ...more })]) as Told);
  return { tell: (frame) => store.apply(frame as Told), shown: () => store.chat(7)?.chat.value };
}

function member(userId: number, role: string | null, version: number): object {
  return { t: "members", chat_id: 7, after: version - 1, version, user_id: userId, role };
}

test("one's own role follows what is told of members, another's does not touch it", () => {
  const { tell, shown } = begin();
  tell(member(2, "owner", 6));
  assert.equal(shown()?.role, undefined);
  tell(member(1, "owner", 7));
  assert.equal(shown()?.role, "owner");
  tell(member(3, "member", 8));
  assert.equal(shown()?.role, "owner");
  tell(member(1, "member", 9));
  assert.equal(shown()?.role, undefined);
  assert.equal(shown()?.members_version, 9);
});

test("a chat that has changed keeps one's role, and loses what nothing is said of any more", () => {
  const { tell, shown } = begin({ kind: "channel", private: true, topic: "beans", role: "owner" });
  const changed = { chat_id: 7, kind: "channel", Name: "open", members_version: 6 };
  tell({ t: "chat", chat_id: 7, after: 5, version: 6, chat: changed });
  assert.deepEqual(
    [shown()?.Name, shown()?.private, shown()?.topic, shown()?.role],
    ["open", undefined, undefined, "owner"],
  );
});

test("a view of the chat that is older than a change of members says nothing of roles", () => {
  const { tell, shown } = begin();
  tell(member(1, "owner", 6));
  tell({ t: "chat", chat_id: 7, version: 5, chat: chat({ ...group, notifications: "none" }) });
  assert.deepEqual([shown()?.role, shown()?.members_version, shown()?.notifications], ["owner", 6, "none"]);
  tell({ t: "chat", chat_id: 7, version: 6, chat: chat({ ...group, version: 6, members_version: 6 }) });
  assert.equal(shown()?.role, undefined);
});

test("in a channel the higher role counts, of it and of its room", () => {
  assert.equal(roleIn({}, "admin"), "admin");
  assert.equal(roleIn({ role: "owner" }, "member"), "owner");
  assert.equal(roleIn({}, undefined), "member");
});
