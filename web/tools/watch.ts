/**
 * Builds into an empty folder, and again whenever a source changes: for `besedka serve --dev`. Ends with whoever started it,
 * who holds its input open.
 */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, type Plugin } from "vite";

const STAMP = ".built";
const folder = process.argv[2] ?? "";
if (!folder) throw new Error("Into which folder?");

process.stdin.on("end", leave).resume();
process.env.NODE_ENV = "development"; // no service worker, which would show what it kept
const options = { outDir: folder, emptyOutDir: false, minify: false, sourcemap: true, watch: {} };
await build({ mode: "development", logLevel: "warn", plugins: [newest()], build: options });

/** Says by a newer stamp that all is written. A page that is open still finds the parts of the build before, not older ones. */
function newest(): Plugin {
  let before: readonly string[] = [];
  return {
    name: "newest",
    writeBundle: {
      order: "post",
      handler(_options, bundle) {
        const now = Object.keys(bundle);
        const kept = new Set([...before, ...now]);
        const parts = readdirSync(path.join(folder, "assets")).map((name) => `assets/${name}`);
        for (const part of parts.filter((each) => !kept.has(each))) rmSync(path.join(folder, part));
        before = now;
        writeFileSync(path.join(folder, STAMP), new Date().toISOString());
      },
    },
  };
}

function leave(): void {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
}
