import assert from "node:assert/strict";
import { test } from "node:test";
import type { Storage } from "../../src/storage/tables.ts";
import { Drafts } from "../../src/sync/drafts.ts";
import type { Ports } from "../../src/sync/ports.ts";
import { type Said, Tabs } from "../../src/sync/tabs.ts";

/** Tabs that tell each other at once, over one storage of drafts. */
function browser(count: number) {
  const rows = new Map<number, { text: string }>();
  const storage = {
    list: async () => [],
    write: async (changes: readonly { key: number; value?: { text: string } }[]) => {
      for (const { key, value } of changes) {
        if (value) rows.set(key, value);
        else rows.delete(key);
      }
    },
  } as unknown as Storage;
  const hearing: ((said: unknown) => void)[] = [];
  const open = (): Drafts => {
    const ports = {
      after: () => () => {},
      openChannel: (hear: (said: unknown) => void) => {
        hearing.push(hear);
        return (said: Said) => hearing.filter((each) => each !== hear).forEach((each) => void each(said));
      },
    } as unknown as Ports;
    const drafts = new Drafts(ports, new Tabs(ports));
    void drafts.load(storage);
    return drafts;
  };
  return { rows, tabs: Array.from({ length: count }, open) as [Drafts, Drafts] };
}

test("what another tab sends takes nothing from what was written here", async () => {
  const { rows, tabs } = browser(2);
  const [one, other] = tabs;
  one.set(7, { text: "red" });
  await one.flush();
  other.set(7, { text: "white" });
  await other.flush();
  one.set(7, { text: "red" }); // on its way
  one.set(7, null);
  await one.flush();
  await other.flush();
  assert.equal(rows.get(7)?.text, "white");
  assert.equal(one.get(7)?.text, "white");
});

test("what was sent by another tab as it was written here is no draft any more", async () => {
  const { rows, tabs } = browser(2);
  const [one, other] = tabs;
  other.set(7, { text: "white" });
  await other.flush();
  one.set(7, null);
  await one.flush();
  await other.flush();
  assert.equal(rows.size, 0);
  assert.equal(other.get(7), null);
});
