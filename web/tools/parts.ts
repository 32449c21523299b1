/**
 * How parts of the page come: Vite's own way preloads scripts, too, and asks which of them the page has already. Here each comes with
 * its styles, and no style twice.
 */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const HELPER = "\0vite/preload-helper.js";
const OURS = fileURLToPath(new URL("../src/platform/parts.ts", import.meta.url));

export function parts(): Plugin {
  return {
    name: "parts",
    apply: "build",
    enforce: "pre",
    load: (id) => (id === HELPER ? `export { loadPart as __vitePreload } from ${JSON.stringify(OURS)};` : null),
  };
}
