import assert from "node:assert/strict";
import { test } from "node:test";
import { Last } from "../../src/features/composer/last.ts";
import { Sheet } from "../../src/features/composer/sheet.ts";
import type { ChatStore } from "../../src/store/chat.ts";
import { begin, FakeBrowser, quiet } from "../sync/browser.ts";
import { ada, chat, hello, message } from "../sync/cast.ts";

/** Ada at a chat in which she has said "first", and now sends "second". */
async function sending() {
  const browser = new FakeBrowser();
  const tab = browser.open();
  const client = await begin(tab);
  tab.socket.tell(hello([chat({ version: 1, last_seq: 1, last_read_seq: 1 })]));
  await quiet();
  const store = client.store.chat(7) as ChatStore;
  store.showSent(message(1, { author_id: ada.id, text: "first" }));
  await client.outbox.add(7, { text: "second" });
  await quiet();
  const { ref, nonce } = tab.socket.sent.find((op) => op.op === "send") ?? {};
  const sheet = new Sheet(7);
  const said: string[] = [];
  return {
    last: new Last(client, store, sheet, () => said.push("unsent")),
    sheet,
    said,
    clock: browser.clock,
    answer: async () => {
      tab.socket.tell({
        t: "ok",
        ref,
        message: message(2, { author_id: ada.id, text: "second", nonce: String(nonce) }),
      });
      await quiet();
    },
    refuse: async () => {
      tab.socket.tell({ t: "error", ref, code: "forbidden", detail: "" });
      await quiet();
    },
  };
}

function edited(sheet: Sheet): string | undefined {
  return sheet.editing.peek()?.message.text;
}

test("what is on its way is edited as soon as the server has it, never the message before", async () => {
  const { last, sheet, answer } = await sending();
  assert.equal(last.edit(), true);
  assert.equal(last.edit(), true);
  assert.equal(edited(sheet), undefined);
  await answer();
  assert.equal(edited(sheet), "second");
});

test("it is not waited for longer than three seconds", async () => {
  const { last, sheet, said, clock, answer } = await sending();
  last.edit();
  await clock.pass(3_000);
  assert.deepEqual(said, ["unsent"]);
  await answer();
  assert.equal(edited(sheet), undefined);
});

test("nothing is edited if it is refused, or if something was written meanwhile", async () => {
  const refused = await sending();
  refused.last.edit();
  await refused.refuse();
  assert.equal(edited(refused.sheet), undefined);
  assert.equal(refused.last.edit(), true);
  assert.deepEqual(refused.said, ["unsent", "unsent"]);
  assert.equal(edited(refused.sheet), undefined);

  const written = await sending();
  written.last.edit();
  written.sheet.type("third");
  await written.answer();
  assert.equal(edited(written.sheet), undefined);
});
