/** The shape of the house: imports point down only, files and functions stay small (functions by Biome). */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const SRC = path.resolve(import.meta.dirname, "../src");
const LINES = 300;

// From the top down; a folder may import from itself and from those below. `app` has two floors: `start` and the shell
// above the features, the context and the routes that all views know below.
const FLOORS = ["app", "features", "ui", "app/context", "platform", "sync", "storage", "store", "i18n", "domain"];
const BELOW_VIEWS = new Set(["app/context.ts", "app/routes.ts"]);

function floorOf(file: string): string {
  if (BELOW_VIEWS.has(file)) return "app/context";
  return file.split("/")[0] ?? "";
}

function sources(): string[] {
  return readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(SRC, file), "utf8");
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => match[1] ?? "");
  return found.map((name) => path.relative(SRC, path.resolve(SRC, path.dirname(file), name)));
}

test("imports point down only", () => {
  for (const file of sources()) {
    const floor = FLOORS.indexOf(floorOf(file));
    for (const imported of importsOf(file)) {
      const other = FLOORS.indexOf(floorOf(imported));
      if (floor < 0 || other < 0) continue;
      assert.ok(floor <= other, `${file} imports ${imported}, which is above it`);
    }
  }
});

test("features know each other by their index only", () => {
  for (const file of sources().filter((each) => each.startsWith("features/"))) {
    const own = file.split("/")[1];
    const others = importsOf(file).filter((each) => each.startsWith("features/") && each.split("/")[1] !== own);
    for (const other of others) assert.match(other, /^features\/[^/]+\/index\.tsx?$/, `${file} reaches into ${other}`);
  }
});

test("no file is longer than it can be read", () => {
  for (const file of sources()) {
    const lines = readFileSync(path.join(SRC, file), "utf8").split("\n").length;
    assert.ok(lines <= LINES, `${file} has ${lines} lines`);
  }
});
