import assert from "node:assert/strict";
import { test } from "node:test";
import { shortcutOf } from "../../src/platform/shortcuts.ts";

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("a shortcut is known by the place of its key, with Ctrl or ⌘ and never with Alt", () => {
  for (const command of [{ ctrlKey: true }, { metaKey: true }]) {
    const held = { ...none, ...command };
    assert.equal(shortcutOf({ ...held, code: "KeyK" }), "jump");
    assert.equal(shortcutOf({ ...held, code: "Slash" }), "keys");
    assert.equal(shortcutOf({ ...held, shiftKey: true, code: "KeyF" }), "search");
    assert.equal(shortcutOf({ ...held, code: "KeyF" }), null);
    assert.equal(shortcutOf({ ...held, shiftKey: true, code: "KeyK" }), null);
    assert.equal(shortcutOf({ ...held, altKey: true, shiftKey: true, code: "KeyF" }), null);
  }
  assert.equal(shortcutOf({ ...none, code: "KeyK" }), null);
});
