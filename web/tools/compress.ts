/** Beside every text that was built, the same compressed: once, and as well as can be. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXTS = /\.(css|html|js|json|svg|webmanifest)$/;
const LEAST = 512; // bytes: below that nothing is won

export function compress(): Plugin {
  let folder = "";
  return {
    name: "compress",
    apply: (_config, { command, mode }) => command === "build" && mode === "production",
    configResolved(config) {
      folder = path.resolve(config.root, config.build.outDir);
    },
    closeBundle: () => compressAll(folder),
  };
}

function compressAll(folder: string): void {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const name of names.filter((each) => TEXTS.test(each) && !each.startsWith("."))) {
    const file = path.join(folder, name);
    const text = readFileSync(file);
    if (text.length < LEAST) continue;
    writeFileSync(`${file}.br`, brotliCompressSync(text));
    writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
  }
}
