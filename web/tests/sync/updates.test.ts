import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readRoute } from "../../src/app/routes.ts";
import { Updates } from "../../src/sync/updates.ts";

class FakePage {
  time = 1_000_000;
  calm = false;
  asked = 0;
  reloads = 0;
  reloadedAt = 0;

  now = () => this.time;
  isCalm = () => this.calm;
  takeOver = () => this.asked++;
  reload = () => this.reloads++;
  lastReload = () => this.reloadedAt;
  noteReload = (at: number) => {
    this.reloadedAt = at;
  };
}

test("a newer version is taken in a calm moment, with one reload", () => {
  const page = new FakePage();
  const updates = new Updates(page);
  updates.found();
  updates.look();
  assert.equal(page.asked, 0);
  assert.ok(updates.isReady.value);
  page.calm = true;
  updates.look();
  updates.look();
  assert.equal(page.asked, 1);
  updates.takenOver();
  updates.takenOver();
  updates.look();
  assert.equal(page.reloads, 1);
});

test("another tab took it: this one reloads when it is calm itself", () => {
  const page = new FakePage();
  const updates = new Updates(page);
  updates.takenOver();
  updates.look();
  assert.equal(page.reloads, 0);
  page.calm = true;
  updates.look();
  assert.equal(page.reloads, 1);
});

test("a part that is missing again right after a reload makes no loop", () => {
  const page = new FakePage();
  page.calm = true;
  new Updates(page).missed();
  assert.equal(page.reloads, 1);
  page.time += 1_000;
  const again = new Updates(page);
  again.missed();
  again.look();
  assert.equal(page.reloads, 1);
  page.time += 300_000;
  again.look();
  assert.equal(page.reloads, 2);
});

test("whoever wants it at once has it at once", () => {
  const page = new FakePage();
  const updates = new Updates(page);
  updates.found();
  updates.take();
  updates.takenOver();
  updates.take();
  assert.deepEqual([page.asked, page.reloads], [1, 1]);
});

test("a version that is replaced before it took over is asked for no less", () => {
  const page = new FakePage();
  const updates = new Updates(page);
  updates.found();
  updates.take();
  updates.found();
  assert.equal(page.asked, 2);
});

test("the service worker answers for the page's addresses, and for no others", () => {
  const worker = readFileSync(new URL("../../src/sw/sw.ts", import.meta.url), "utf8");
  const spelled = /const PAGES = \/(.+)\/;/.exec(worker)?.[1];
  assert.ok(spelled);
  const pages = new RegExp(spelled);
  const own = ["/", "/c/7", "/c/7/3", "/r/1", "/join/abc", "/sign-in", "/sign-up", "/sign-up/abc", "/password/abc"];
  for (const path of [...own, "/settings", "/settings/look", "/server-settings", "/server-settings/people"]) {
    assert.ok(pages.test(path), path);
    assert.notEqual(readRoute(path).at, "nowhere", path);
  }
  const others = ["/files/1", "/photos/1", "/users", "/chats/7/messages", "/openapi.yaml", "/sign_up", "/settingsx"];
  for (const path of [...others, "/rooms/1", "/gateway", "/health"]) assert.ok(!pages.test(path), path);
});
