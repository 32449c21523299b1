import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals";
import { keepSheet } from "../../src/features/composer/keeping.ts";
import { Sheet } from "../../src/features/composer/sheet.ts";
import type { Client } from "../../src/sync/client.ts";
import type { Draft } from "../../src/sync/drafts.ts";

/** A client that has nothing but the draft of one chat. */
function keeping(kept: Draft | null = null) {
  const draft = signal(kept);
  const drafts = {
    of: () => draft,
    set: (_chatId: number, written: Draft | null) => {
      draft.value = written;
    },
  };
  const sheet = new Sheet(7);
  keepSheet({ drafts } as unknown as Client, sheet);
  return { draft, sheet };
}

test("what was kept is on the sheet, and other tabs' writing, until one writes here", () => {
  const { draft, sheet } = keeping({ text: "before" });
  assert.equal(sheet.text.peek(), "before");
  draft.value = { text: "elsewhere" };
  assert.equal(sheet.text.peek(), "elsewhere");
  sheet.type("here");
  draft.value = { text: "elsewhere again" };
  assert.equal(sheet.text.peek(), "here");
});

test("what is written is kept", () => {
  const { draft, sheet } = keeping();
  sheet.type("half a thought");
  assert.equal(draft.peek()?.text, "half a thought");
});

test("a text that is leaving is kept until the outbox has it", () => {
  const { draft, sheet } = keeping();
  sheet.type("goes");
  sheet.leaving.value = { text: "goes" };
  sheet.write("");
  assert.equal(draft.peek()?.text, "goes");
  sheet.type("next");
  assert.equal(draft.peek()?.text, "goes\nnext");
  sheet.leaving.value = null;
  assert.equal(draft.peek()?.text, "next");
});

test("while a message is changed the draft is what stood there before", () => {
  const { draft, sheet } = keeping();
  sheet.type("a draft");
  sheet.startEdit({ id: 1, text: "said" } as Parameters<Sheet["startEdit"]>[0]);
  assert.equal(sheet.text.peek(), "said");
  assert.equal(draft.peek()?.text, "a draft");
  sheet.leaveEdit();
  assert.equal(sheet.text.peek(), "a draft");
});

test("what is answered stays so, whether or not that message is known here", () => {
  const { draft, sheet } = keeping({ text: "yes", replyTo: 3 });
  sheet.type("yes, gladly");
  assert.deepEqual(draft.peek(), { text: "yes, gladly", replyTo: 3 });
});
