import { useEffect, useRef } from "preact/hooks";
import { place } from "./place.ts";

/**
 * What stands beside something while it is rendered, above all else. `onShown` chooses what has the focus; at the end it goes
 * back to the anchor, unless it has been taken elsewhere. The element needs `popover="auto"`, and closes by `onToggle`.
 */
export function usePopover(anchor: HTMLElement, onShown: (element: HTMLElement) => void) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    element.showPopover();
    place(element, anchor);
    onShown(element);
    return () => {
      const focused = document.activeElement;
      const isFree = focused === null || focused === document.body || element.contains(focused);
      if (isFree && anchor.isConnected) anchor.focus();
    };
  }, [anchor]);
  return ref;
}
