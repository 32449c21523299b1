import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, FakeBrowser, type FakeTab, quiet } from "./browser.ts";
import { chat, hello } from "./cast.ts";

const SIZE = { width: 64, height: 40 };

class Gate {
  open: () => void = () => {};
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** A tab whose device is slow to tell what is in the outbox: what it has read is told once `tell` is called. */
async function slowlyRead(tab: FakeTab) {
  const open = tab.openStorage;
  const [read, told] = [new Gate(), new Gate()];
  let isSlow = false;
  tab.openStorage = async () => {
    const storage = await open();
    return {
      ...storage,
      async list(table) {
        const rows = await storage.list(table);
        if (!isSlow || table !== "outbox") return rows;
        read.open();
        await told.opened;
        return rows;
      },
    };
  };
  const client = await begin(tab);
  tab.socket.tell(hello([chat()]));
  await quiet();
  isSlow = true;
  return { client, read: read.opened, tell: told.open };
}

test("the size of a picture that is measured while the outbox is read is not lost", async () => {
  const tab = new FakeBrowser().open();
  const { client, read, tell } = await slowlyRead(tab);
  Object.assign(tab, { measure: () => read.then(() => SIZE) });
  await client.outbox.add(7, { text: "", files: [new File(["x"], "a.png", { type: "image/png" })] });
  await read;
  await quiet();
  tell();
  await quiet();
  assert.equal(tab.uploads.length, 1);
  assert.equal(client.store.pending(7).value[0]?.files[0]?.width, SIZE.width);
  tab.uploads[0]?.answer({ status: 200, body: { id: 70, name: "", size: 1 }, retryAfter: undefined });
  await quiet();
  const [kept] = await (await tab.browser.storage()).list("outbox");
  assert.deepEqual([kept?.files[0]?.width, kept?.files[0]?.uploaded?.id], [SIZE.width, 70]);
});

test("what is discarded while the outbox is read is not sent", async () => {
  const tab = new FakeBrowser().open();
  const { client, read, tell } = await slowlyRead(tab);
  const { nonce } = await client.outbox.add(7, { text: "Tea?" });
  await read;
  client.outbox.discard(nonce);
  tell();
  await quiet();
  assert.deepEqual(client.store.pending(7).value, []);
  assert.equal(tab.socket.ops("send").length, 0);
});
