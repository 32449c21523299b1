import assert from "node:assert/strict";
import { test } from "node:test";
import { describeAgent } from "../../src/features/settings/agents.ts";
import { clampPlace, scaleOf } from "../../src/features/settings/square.ts";

test("a browser is called by its name and its system's", () => {
  const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
  assert.equal(describeAgent(agent), "Chrome · Linux");
  assert.equal(describeAgent("curl/8.5"), "curl");
  assert.equal(describeAgent("something else"), "");
});

test("the picture always covers the square that is cut out", () => {
  const image = { naturalWidth: 800, naturalHeight: 400 };
  assert.equal(scaleOf(image, 320), 0.8);
  assert.deepEqual(clampPlace({ x: 999, y: 50, zoom: 1 }, image, 320), { x: 160, y: 0, zoom: 1 });
  assert.deepEqual(clampPlace({ x: -999, y: -999, zoom: 2 }, image, 320), { x: -480, y: -160, zoom: 2 });
});
