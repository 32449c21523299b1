/**
 * Lists that one moves in by keys: arrows, Home and End go from row to row, and Tab takes the whole list as one stop, at the row
 * one is at. What can have the focus in a row is marked `data-stop`, the first of it is what the arrows reach; what belongs
 * together stands in one `li`.
 */
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

const GOALS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** What a list's element needs besides. Which stop Tab has is settled when Tab is pressed: rows come and go without it. */
export function useRoving(ref: RefObject<HTMLElement | null>) {
  useEffect(() => {
    const settle = (event: KeyboardEvent) => event.key === "Tab" && ref.current && settleStops(ref.current);
    addEventListener("keydown", settle, true);
    return () => removeEventListener("keydown", settle, true);
  }, []);
  return { ref, onKeyDown: (event: KeyboardEvent) => ref.current && moveByKey(event, ref.current) };
}

/** The first stop of the list's last row has the focus, in view. */
export function moveToLast(list: HTMLElement): void {
  moveTo(rowsIn(list).at(-1));
}

function moveByKey(event: KeyboardEvent, list: HTMLElement): void {
  const goal = GOALS[event.key];
  const hasModifier = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (!goal || hasModifier || !(event.target instanceof Element) || !event.target.matches("[data-stop]")) return;
  const rows = rowsIn(list);
  const at = rows.findIndex((row) => row.includes(event.target as HTMLElement));
  event.preventDefault();
  moveTo(rows[goal(at, rows.length)]);
}

function moveTo(row: readonly HTMLElement[] | undefined): void {
  row?.[0]?.focus({ preventScroll: true });
  row?.[0]?.scrollIntoView({ block: "nearest" });
}

/** Of the row that has the focus, else of the current one, else of the first. */
function settleStops(list: HTMLElement): void {
  const rows = rowsIn(list);
  const has = (is: (stop: HTMLElement) => boolean) => rows.find((row) => row.some(is));
  const chosen = has((stop) => stop === document.activeElement) ?? has((stop) => stop.ariaCurrent !== null) ?? rows[0];
  for (const row of rows) for (const stop of row) stop.tabIndex = row === chosen ? 0 : -1;
}

function rowsIn(list: HTMLElement): readonly (readonly HTMLElement[])[] {
  const rows = new Map<Element, HTMLElement[]>();
  for (const stop of list.querySelectorAll<HTMLElement>("[data-stop]")) {
    const row = stop.closest("li") ?? stop;
    rows.set(row, [...(rows.get(row) ?? []), stop]);
  }
  return [...rows.values()];
}
