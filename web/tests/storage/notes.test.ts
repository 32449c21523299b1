import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { openStorage } from "../../src/storage/database.ts";
import type { Shelf } from "../../src/storage/notes.ts";
import type { Change, KeptDraft, Storage } from "../../src/storage/tables.ts";

let databases = 0;

/** A browser's storage, as each page of it opens it. */
function device(): { open: () => Promise<Storage>; rows: Map<string, string> } {
  const name = `besedka-notes-${++databases}`;
  const rows = new Map<string, string>();
  const shelf: Shelf = {
    get length() {
      return rows.size;
    },
    key: (index) => [...rows.keys()][index] ?? null,
    getItem: (key) => rows.get(key) ?? null,
    setItem: (key, value) => void rows.set(key, value),
    removeItem: (key) => void rows.delete(key),
  };
  return { open: () => openStorage(name, () => shelf), rows };
}

function draft(chatId: number, value?: Partial<KeptDraft>): Change {
  return value
    ? { table: "drafts", key: chatId, value: { chatId, text: "", ...value } }
    : { table: "drafts", key: chatId };
}

/** The page goes away with this, and the database gives it up. */
async function leaveWith(page: Storage, changes: Change[]): Promise<void> {
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = () => {
    throw new DOMException("the page is gone", "AbortError");
  };
  try {
    await assert.rejects(page.write(changes));
  } finally {
    IDBDatabase.prototype.transaction = transaction;
  }
}

test("a draft that the database has given up is there for the next page", async () => {
  const { open, rows } = device();
  await leaveWith(await open(), [draft(7, { text: "half a thought", replyTo: 3 })]);
  const next = await open();
  assert.deepEqual(await next.list("drafts"), [{ chatId: 7, text: "half a thought", replyTo: 3 }]);
  assert.equal(rows.size, 0);
  assert.equal((await next.get("drafts", 7))?.text, "half a thought");
});

test("a draft that was sent does not come back, though the database has it still", async () => {
  const { open } = device();
  const page = await open();
  await page.write([draft(7, { text: "sent" }), draft(8, { text: "not sent" })]);
  await leaveWith(page, [draft(7)]);
  assert.deepEqual(await (await open()).list("drafts"), [{ chatId: 8, text: "not sent" }]);
});

test("files that the database has stay with the draft", async () => {
  const { open } = device();
  const page = await open();
  await page.write([draft(7, { text: "a", files: [new File(["tea"], "tea.txt")] })]);
  await leaveWith(page, [draft(7, { text: "a cup", files: [new File(["tea"], "tea.txt")] })]);
  const [found] = await (await open()).list("drafts");
  assert.equal(found?.text, "a cup");
  assert.equal(found?.files?.length, 1);
});

test("what is noted meanwhile outlives the end of an earlier write", async () => {
  const { open, rows } = device();
  const page = await open();
  const earlier = page.write([draft(7, { text: "half" })]);
  await Promise.resolve();
  await leaveWith(page, [draft(7, { text: "half a thought" })]);
  await earlier;
  assert.equal(rows.size, 1);
  assert.equal((await (await open()).list("drafts"))[0]?.text, "half a thought");
});

test("nothing is noted once drafts were cleared", async () => {
  const { open, rows } = device();
  const page = await open();
  await leaveWith(page, [draft(7, { text: "for my eyes only" })]);
  await page.clear(["messages"]);
  assert.equal(rows.size, 1);
  await page.clear();
  assert.equal(rows.size, 0);
  assert.deepEqual(await (await open()).list("drafts"), []);
});

test("a draft that becomes a message is there until the database has the message, and no longer", async () => {
  const { open, rows } = device();
  const page = await open();
  await leaveWith(page, [draft(7, { text: "Tea?" })]);
  const entry = { nonce: "n", userId: 1, chatId: 7, order: 1, text: "Tea?", files: [], writtenAt: 1, state: "queued" };
  const moved = [{ table: "outbox", key: "n", value: entry } as Change, draft(7)];
  await leaveWith(page, moved);
  assert.deepEqual(await (await open()).list("drafts"), [{ chatId: 7, text: "Tea?" }]);
  await leaveWith(page, [draft(7, { text: "Tea?" })]);
  await page.write(moved);
  const next = await open();
  assert.deepEqual([await next.list("drafts"), (await next.list("outbox")).length, rows.size], [[], 1, 0]);
});
