/**
 * When a message shows its tools, and its menu: by pointer, by focus, by a long press, by the other button. The feed listens
 * for all of its rows.
 */
import { useCallback, useState } from "preact/hooks";
import { onRest } from "../../platform/touch.ts";
import type { Point } from "../../ui/place.ts";

/** What is open over a message, and what it was opened from. */
export interface Opened {
  readonly what: "menu" | "emoji" | "delete" | "card";
  readonly from: HTMLElement;
  /** Where a mouse asked for it. */
  readonly at?: Point | undefined;
}

interface State {
  readonly isPointed: boolean;
  readonly isFocused: boolean;
  readonly opened: Opened | null;
}

export interface Active {
  /** It is pointed at, or has the focus, or something is open: what can be done with it is shown. */
  readonly isActive: boolean;
  readonly opened: Opened | null;
  readonly open: (opened: Opened | null) => void;
  /** For the row's element: by it the feed knows whom to tell. */
  readonly ref: (row: HTMLElement | null) => void;
}

type Tell = (change: (before: State) => State) => void;

const IDLE: State = { isPointed: false, isFocused: false, opened: null };
const told = new WeakMap<Element, Tell>();

export function useActive(): Active {
  const [state, tell] = useState(IDLE);
  const ref = useCallback((row: HTMLElement | null) => void (row && told.set(row, tell)), []);
  const open = useCallback((opened: Opened | null) => tell((before) => ({ ...before, opened })), []);
  return { isActive: isBusy(state), opened: state.opened, open, ref };
}

function isBusy({ isPointed, isFocused, opened }: State): boolean {
  return isPointed || isFocused || opened !== null;
}

/** Of the feed. */
export const listeners = {
  onPointerOver: (event: PointerEvent) => {
    if (event.pointerType === "mouse") change(rowOf(event.target), { isPointed: true });
  },
  onPointerOut: (event: PointerEvent) => leave(event, { isPointed: false }),
  onFocusIn: (event: FocusEvent) => change(rowOf(event.target), { isFocused: true }),
  onFocusOut: (event: FocusEvent) => leave(event, { isFocused: false }),
  onContextMenu: (event: MouseEvent) => {
    const row = rowOf(event.target);
    if (!row || isOwnMenuBetter(event)) return;
    event.preventDefault();
    openMenu(row, event.button === 2 ? event : undefined);
  },
  onPointerDown: (event: PointerEvent) => {
    const row = rowOf(event.target);
    if (row && !isOwnMenuBetter(event)) onRest(event, () => openMenu(row));
  },
};

function rowOf(target: EventTarget | null): HTMLElement | null {
  const row = target instanceof Element ? target.closest("article") : null;
  return row && told.has(row) ? row : null;
}

function change(row: HTMLElement | null, to: Partial<State>): void {
  if (row) told.get(row)?.((before) => (isIn(before, to) ? before : { ...before, ...to }));
}

function isIn(state: State, part: Partial<State>): boolean {
  return Object.entries(part).every(([member, value]) => state[member as keyof State] === value);
}

/** From one part of a row to another is not leaving it. */
function leave(event: MouseEvent | FocusEvent, to: Partial<State>): void {
  const row = rowOf(event.target);
  const next = event.relatedTarget;
  if (row && !(next instanceof Node && row.contains(next))) change(row, to);
}

function openMenu(row: HTMLElement, at?: Point): void {
  change(row, { opened: { what: "menu", from: row, at } });
}

/** The browser's menu is for links, pictures, what is played and what is selected. */
function isOwnMenuBetter(event: MouseEvent): boolean {
  const isSelecting = event.button === 2 && !getSelection()?.isCollapsed;
  return (
    isSelecting ||
    (event.target instanceof Element && event.target.closest("a, img, video, audio, .menu, dialog") !== null)
  );
}
