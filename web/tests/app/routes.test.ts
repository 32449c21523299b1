import assert from "node:assert/strict";
import { test } from "node:test";
import { type Route, readRoute, spellRoute } from "../../src/app/routes.ts";

test("an address is read as it is spelt", () => {
  const routes: Route[] = [
    { at: "home" },
    { at: "chat", chatId: 7 },
    { at: "chat", chatId: 7, seq: 12 },
    { at: "room", roomId: 3 },
    { at: "join", code: "a/b c" },
    { at: "sign-in" },
    { at: "sign-up" },
    { at: "sign-up", code: "x_-1" },
    { at: "password", code: "y" },
    { at: "settings", section: "profile" },
    { at: "server" },
    { at: "server", section: "log" },
  ];
  for (const route of routes) assert.deepEqual(readRoute(spellRoute(route)), route);
});

test("whatever else an address says leads nowhere", () => {
  for (const path of [
    "/c/0",
    "/c/x",
    "/c/99999999999999999",
    "/r/",
    "/join/%zz",
    "/constructor",
    "/__proto__",
    "/x/y",
  ]) {
    assert.equal(readRoute(path).at, "nowhere", path);
  }
});
