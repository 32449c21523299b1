import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../src/store/store.ts";
import { Api } from "../../src/sync/api.ts";
import { MemberPages } from "../../src/sync/members.ts";
import { type Answer, FakeWorld, settle } from "./fakes.ts";

const GROUP = { chatId: 7 };
const KEPT_MOST = 50; // pages, as in `members.ts`

function begin(answer: () => Answer = () => ({ members: [], more: false })) {
  const [world, store] = [new FakeWorld(), new Store()];
  world.answer = answer;
  return { world, store, pages: new MemberPages(store, new Api(world)) };
}

/** As when somebody came or left. */
function move(store: Store, key: string, version: number): void {
  store.membersRevision.value = new Map(store.membersRevision.peek()).set(key, version);
}

test("a first page is asked for once, however many want it, and is there at once from then on", async () => {
  const { world, pages } = begin();
  assert.equal(pages.known(GROUP), null);
  const [one, other] = await Promise.all([pages.first(GROUP), pages.first(GROUP)]);
  assert.equal(one, other);
  assert.equal(pages.known(GROUP), one);
  assert.equal(await pages.first(GROUP), one);
  assert.equal(world.requests.length, 1);
});

test("it is asked for again when the members change, also while it is on its way", async () => {
  const { world, store, pages } = begin();
  const late = pages.first(GROUP);
  move(store, "chat:7", 1);
  const newer = await pages.first(GROUP);
  await late;
  assert.equal(pages.known(GROUP), newer);
  move(store, "chat:7", 2);
  assert.equal(pages.known(GROUP), null);
  await pages.first(GROUP);
  assert.equal(world.requests.length, 3);
});

test("what a new connection finds is asked for again, and what is late from before is not kept", async () => {
  const { world, pages } = begin();
  const late = pages.first(GROUP);
  pages.clear();
  await late;
  assert.equal(pages.known(GROUP), null);
  await pages.first(GROUP);
  assert.equal(world.requests.length, 2);
});

test("one that did not come is asked for again", async () => {
  const { world, pages } = begin(() => undefined);
  await assert.rejects(pages.first(GROUP), { code: "offline" });
  world.answer = () => ({ members: [], more: false });
  await pages.first(GROUP);
  assert.equal(world.requests.length, 2);
});

test("few are kept: those that were asked for last", async () => {
  const { pages } = begin();
  for (let roomId = 0; roomId <= KEPT_MOST; roomId++) void pages.first({ roomId });
  await settle();
  assert.equal(pages.known({ roomId: 0 }), null);
  assert.ok(pages.known({ roomId: 1 }) && pages.known({ roomId: KEPT_MOST }));
});
