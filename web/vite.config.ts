import { defineConfig } from "vite";
import { budget } from "./tools/budget.ts";
import { compress } from "./tools/compress.ts";
import { eager } from "./tools/eager.ts";
import { emoji } from "./tools/emoji.ts";
import { icons } from "./tools/icons.ts";
import { lexer } from "./tools/lexer.ts";
import { parts } from "./tools/parts.ts";
import { shell } from "./tools/shell.ts";

// `base` is the root: the page is served for addresses of any depth, and its parts are found from all of them.
export default defineConfig({
  base: "/",
  plugins: [icons(), emoji(), lexer(), parts(), eager(), shell(), budget(), compress()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../src/besedka/web",
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: false, // what comes later comes before it is needed
    rolldownOptions: {
      input: { page: "index.html", sw: "src/sw/sw.ts" },
      // The service worker's name stays: by it a browser finds a newer one.
      output: {
        hashCharacters: "base36", // names of parts are much of what can not be compressed
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        codeSplitting: { groups: [{ name: "base", tags: ["$initial"], test: /\/web\/(?!src\/sw\/)/ }] }, // one request, however much of it others share
      },
    },
  },
});
