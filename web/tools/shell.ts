/** What the service worker keeps, told to it: the page and all parts that were built, and a version for every build. */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";

const PLACE = /(["'`])__SHELL__\1/; // in whichever quotes the minifier likes
const ROOTS = ["/favicon.svg", "/manifest.webmanifest"];

export function shell(): Plugin {
  return {
    name: "shell",
    apply: "build",
    // After the page itself is made, which is another plugin's work.
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle["sw.js"];
        if (worker?.type !== "chunk") throw new Error("There is no service worker.");
        if (worker.imports.length || worker.exports.length) throw new Error("The service worker is no plain script.");
        const parts = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
        const page = bundle["index.html"];
        const text = page?.type === "asset" ? String(page.source) : "";
        const version = createHash("sha256")
          .update([text, worker.code, ...parts].join("\n"))
          .digest("hex")
          .slice(0, 16);
        const paths = ["/", ...ROOTS, ...parts.sort().map((name) => `/${name}`)];
        worker.code = worker.code.replace(PLACE, () => JSON.stringify(JSON.stringify({ version, paths })));
      },
    },
  };
}
