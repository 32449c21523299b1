/** Which messages of a stretch of history stand on the page: few, and never over `MOST`. Pure. */
import type { Stretch } from "../../store/history.ts";

export const OPENS = 50; // messages at first
export const GROWS = 50; // messages at once
export const MOST = 200; // messages in all

/** From `first` to `last`, by `seq`, both included. `isLive`: it follows what comes. */
export interface TimelineWindow {
  readonly first: number;
  readonly last: number;
  readonly isLive: boolean;
}

/** The end of a stretch: what is seen first, at most `OPENS`. */
export function openAtEnd(stretch: Stretch, few: number = OPENS): TimelineWindow {
  return { first: stretch.messages.at(-Math.min(few, OPENS))?.seq ?? stretch.from, last: stretch.to, isLive: true };
}

/** The rest above of what the end opens with. */
export function fill(stretch: Stretch, window: TimelineWindow): TimelineWindow {
  const index = Math.max(0, indexAfter(stretch, window.last) - OPENS);
  if (index >= indexOf(stretch, window.first)) return window;
  return { ...window, first: stretch.messages[index]?.seq ?? stretch.from };
}

/** Around a message. */
export function openAround(stretch: Stretch, seq: number, end: number): TimelineWindow {
  const index = indexOf(stretch, seq);
  const half = OPENS / 2;
  const first = stretch.messages[index - half]?.seq ?? stretch.from;
  const last = stretch.messages[index + half]?.seq ?? stretch.to;
  return { first, last, isLive: last >= end };
}

/** More of what is before; what is too much below goes. */
export function growUp(stretch: Stretch, window: TimelineWindow, end: number): TimelineWindow {
  const index = indexOf(stretch, window.first);
  const first = stretch.messages[index - GROWS]?.seq ?? stretch.from;
  const cut = stretch.messages[indexOf(stretch, first) + MOST - 1]?.seq;
  const last = cut === undefined ? window.last : Math.min(window.last, cut);
  return { first, last, isLive: window.isLive && last >= end };
}

/** More of what is after; what is too much above goes. */
export function growDown(stretch: Stretch, window: TimelineWindow, end: number): TimelineWindow {
  const last = stretch.messages[indexAfter(stretch, window.last) + GROWS - 1]?.seq ?? stretch.to;
  return { first: keptFrom(stretch, window.first, last), last, isLive: last >= end };
}

/** Who looks, when something comes: from further up, at the end, or at something else. */
export type Looking = "up" | "end" | "away";

/**
 * What came at the end, if it follows that. Who reads further up loses nothing above: where there would be too much, it follows
 * no longer. Who looks at the end and is flooded is shown the end of that alone.
 */
export function follow(stretch: Stretch, window: TimelineWindow, from: Looking = "away"): TimelineWindow {
  if (!window.isLive || stretch.to <= window.last) return window;
  if (from === "end" && stretch.messages.length - indexAfter(stretch, window.last) > OPENS) return openAtEnd(stretch);
  const first = keptFrom(stretch, window.first, stretch.to);
  if (from === "up" && first > window.first) return { ...window, isLive: false };
  return { ...window, first, last: stretch.to };
}

/** From the last message that was read: what is new stands below it. Null if the end shows all of that as well. */
export function openAtUnread(stretch: Stretch, readSeq: number): TimelineWindow | null {
  const index = indexAfter(stretch, readSeq);
  if (stretch.messages.length - index > MOST - OPENS) return null;
  const first = stretch.messages[Math.max(0, Math.min(index - OPENS / 2, stretch.messages.length - OPENS))];
  return { first: first?.seq ?? stretch.from, last: stretch.to, isLive: true };
}

/** Whether there is enough known on both sides of a message to show it without asking. */
export function canOpenAround(stretch: Stretch | undefined, seq: number, end: number): stretch is Stretch {
  if (!stretch) return false;
  const index = indexOf(stretch, seq);
  const half = OPENS / 2;
  const hasBefore = index >= half || stretch.from <= 1;
  const hasAfter = stretch.messages.length - index > half || stretch.to >= end;
  return stretch.messages[index]?.seq === seq && hasBefore && hasAfter;
}

export function shownOf(stretch: Stretch, window: TimelineWindow) {
  return stretch.messages.slice(indexOf(stretch, window.first), indexAfter(stretch, window.last));
}

/** The message just before those that are shown, if it is known. */
export function beforeOf(stretch: Stretch, window: TimelineWindow) {
  return stretch.messages[indexOf(stretch, window.first) - 1];
}

export function hasAbove(stretch: Stretch, window: TimelineWindow): boolean {
  return indexOf(stretch, window.first) > 0;
}

export function hasBelow(stretch: Stretch, window: TimelineWindow): boolean {
  return indexAfter(stretch, window.last) < stretch.messages.length;
}

function keptFrom(stretch: Stretch, first: number, last: number): number {
  const cut = stretch.messages[indexAfter(stretch, last) - MOST]?.seq;
  return cut === undefined ? first : Math.max(first, cut);
}

/** Where the first message stands that is not before this one. */
function indexOf(stretch: Stretch, seq: number): number {
  let [low, high] = [0, stretch.messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretch.messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function indexAfter(stretch: Stretch, seq: number): number {
  return indexOf(stretch, seq + 1);
}
