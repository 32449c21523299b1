/** Typing anywhere is typing here, and pasting is. */
import { isPageCovered } from "../../ui/layers.ts";

const FIELDS = "input, textarea, select, [contenteditable=''], [contenteditable=true]";

/**
 * Whether a key that was pressed on the page is meant for the field: a character, without modifiers, while nothing else takes
 * text and nothing lies above. Space, Enter and arrows stay with what has the focus, `?` shows the keys.
 */
export function isForField(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if ([...event.key].length !== 1 || event.key === " " || event.key === "?") return false;
  return isNowhereElse(event);
}

export function isPasteForField(event: ClipboardEvent): boolean {
  return !event.defaultPrevented && isNowhereElse(event);
}

function isNowhereElse({ target }: Event): boolean {
  return !(target instanceof Element && target.closest(FIELDS)) && !isPageCovered();
}
