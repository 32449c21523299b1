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

/** The end of a stretch. */
export function openAtEnd(stretch: Stretch): TimelineWindow {
  return { first: stretch.messages.at(-OPENS)?.seq ?? stretch.from, last: stretch.to, isLive: true };
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

/** What came at the end, if it follows that. */
export function follow(stretch: Stretch, window: TimelineWindow): TimelineWindow {
  if (!window.isLive || stretch.to <= window.last) return window;
  return { ...window, first: keptFrom(stretch, window.first, stretch.to), last: stretch.to };
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
