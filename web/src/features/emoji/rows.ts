/** The grid as rows of known height, so that only those in view are made. */
import type { Emoji } from "./catalogue.ts";

export interface Section {
  readonly key: string;
  readonly emoji: readonly Emoji[];
}

/** `first`: the place of its first emoji among all. */
export type Row =
  | { readonly top: number; readonly key: string }
  | { readonly top: number; readonly first: number; readonly emoji: readonly Emoji[] };

export const COLUMNS = 9;
export const CELL = 36; // pixels
export const HEAD = 28;

export interface Plan {
  readonly rows: readonly Row[];
  readonly height: number;
  readonly all: readonly Emoji[];
}

export function plan(sections: readonly Section[]): Plan {
  const rows: Row[] = [];
  const all: Emoji[] = [];
  let top = 0;
  for (const { key, emoji } of sections) {
    if (!emoji.length) continue;
    rows.push({ top, key });
    top += HEAD;
    for (let start = 0; start < emoji.length; start += COLUMNS) {
      const cells = emoji.slice(start, start + COLUMNS);
      rows.push({ top, first: all.length, emoji: cells });
      all.push(...cells);
      top += CELL;
    }
  }
  return { rows, height: top, all };
}

/** The rows of which something can be seen, and one more on either side. */
export function inView({ rows }: Plan, scrollTop: number, height: number): readonly Row[] {
  return rows.filter((row) => row.top > scrollTop - 2 * CELL && row.top < scrollTop + height + CELL);
}

export function rowOf({ rows }: Plan, index: number): Row | undefined {
  return rows.find((row) => "first" in row && index >= row.first && index < row.first + row.emoji.length);
}

/** Where an arrow leads from here: up and down by rows that may be shorter. */
export function move(now: Plan, index: number, key: string): number {
  const last = now.all.length - 1;
  if (key === "ArrowRight") return Math.min(index + 1, last);
  if (key === "ArrowLeft") return Math.max(index - 1, 0);
  const step = key === "ArrowDown" ? 1 : -1;
  const lines = now.rows.filter((row) => "first" in row);
  const at = lines.findIndex((row) => index >= row.first && index < row.first + row.emoji.length);
  const [from, to] = [lines[at], lines[at + step]];
  if (!from || !to) return index;
  return to.first + Math.min(index - from.first, to.emoji.length - 1);
}
