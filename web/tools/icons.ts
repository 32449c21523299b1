/** The icons that `src/ui/icons.json` names, drawn by Lucide, each one path: the page carries them in `<template id="icons">`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const NAMES = fileURLToPath(new URL("../src/ui/icons.json", import.meta.url));
const DRAWN = fileURLToPath(new URL("../node_modules/lucide-static/icons/", import.meta.url));
const SHAPE = /<(path|circle|line|polyline|rect) ([^>]*?)\s*\/>/g;
const ATTRIBUTE = /(\S+)="([^"]*)"/g;

/** Path data that draws the same. */
const OUTLINES: Record<string, (shape: Shape) => string> = {
  path: ({ d = "" }) => (d.startsWith("m") ? `M0 0${d}` : d), // below another one it would begin from its end
  line: ({ x1, y1, x2, y2 }) => `M${x1} ${y1}L${x2} ${y2}`,
  polyline: ({ points }) => `M${points}`,
  circle: ({ cx, cy, r }) =>
    `M${Number(cx) - Number(r)} ${cy}${turn(r, 2 * Number(r), 0)}${turn(r, -2 * Number(r), 0)}`,
  rect: ({ x, y, width, height, rx: r = "0" }) => {
    const [across, down] = [Number(width) - 2 * Number(r), Number(height) - 2 * Number(r)];
    const [plus, minus] = [Number(r), -Number(r)];
    const corners = [turn(r, plus, plus), turn(r, minus, plus), turn(r, minus, minus), turn(r, plus, minus)];
    return `M${Number(x) + plus} ${y}h${across}${corners[0]}v${down}${corners[1]}h${-across}${corners[2]}v${-down}${corners[3]}z`;
  },
};

type Shape = Record<string, string | undefined>;

export function icons(): Plugin {
  return {
    name: "icons",
    buildStart() {
      this.addWatchFile(NAMES);
    },
    transformIndexHtml() {
      const names = JSON.parse(readFileSync(NAMES, "utf8")) as string[];
      const children = names.map((name) => ({ tag: "path", attrs: { id: name, d: draw(name) } }));
      return [{ tag: "template", attrs: { id: "icons" }, children, injectTo: "body" }];
    },
  };
}

function draw(name: string): string {
  const shapes = [...readFileSync(`${DRAWN}${name}.svg`, "utf8").matchAll(SHAPE)];
  if (shapes.length === 0) throw new Error(`What does "${name}" look like?`);
  return shapes.map(([, tag = "", attributes = ""]) => OUTLINES[tag]?.(read(attributes))).join("");
}

function read(attributes: string): Shape {
  return Object.fromEntries([...attributes.matchAll(ATTRIBUTE)].map(([, name = "", value]) => [name, value]));
}

/** A part of a circle, clockwise; half of it if that is as wide. */
function turn(radius: string | undefined, across: number, down: number): string {
  return `a${radius} ${radius} 0 0 1 ${across} ${down}`;
}
