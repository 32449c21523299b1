/** One sprite of the icons that `src/ui/icons.json` names, drawn by Lucide: `virtual:icons` exports its address. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const NAMES = fileURLToPath(new URL("../src/ui/icons.json", import.meta.url));
const DRAWN = fileURLToPath(new URL("../node_modules/lucide-static/icons/", import.meta.url));
const MODULE = "virtual:icons";

export function icons(): Plugin {
  return {
    name: "icons",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load(id) {
      if (id !== `\0${MODULE}`) return null;
      this.addWatchFile(NAMES);
      const file = this.emitFile({ type: "asset", name: "icons.svg", source: drawSprite() });
      return `export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
  };
}

function drawSprite(): string {
  const names = JSON.parse(readFileSync(NAMES, "utf8")) as string[];
  return `<svg xmlns="http://www.w3.org/2000/svg">${names.map(drawSymbol).join("")}</svg>`;
}

function drawSymbol(name: string): string {
  const drawing = readFileSync(`${DRAWN}${name}.svg`, "utf8");
  const strokes = drawing.slice(drawing.indexOf(">", drawing.indexOf("<svg")) + 1, drawing.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${strokes.trim()}</symbol>`;
}
