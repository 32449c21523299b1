import { useEffect, useRef } from "preact/hooks";
import { onLift } from "../platform/lift.ts";
import { isTouched } from "../platform/touch.ts";
import { type Point, place } from "./place.ts";

/**
 * What stands beside something, or where that was pressed, while it is rendered, above all else. `onShown` chooses what has the focus; at the end it goes
 * back to the anchor, unless it has been taken elsewhere. The element needs `popover="auto"`, and closes by `onToggle`.
 */
export function usePopover(anchor: HTMLElement, onShown: (element: HTMLElement) => void, at?: Point) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const cancel = show(element, onShown);
    place(element, anchor, at);
    onShown(element);
    return () => {
      cancel();
      const focused = document.activeElement;
      const isFree = focused === null || focused === document.body || element.contains(focused);
      if (isFree && anchor.isConnected) anchor.focus();
    };
  }, [anchor]);
  return ref;
}

/** What is shown under a finger that rests would be closed when that is lifted: until then nothing closes it. */
function show(element: HTMLElement, onShown: (element: HTMLElement) => void): () => void {
  const held = isTouched();
  if (held) element.popover = "manual";
  element.showPopover();
  if (!held) return () => {};
  return onLift(() => {
    element.popover = "auto";
    element.showPopover();
    onShown(element);
  });
}
