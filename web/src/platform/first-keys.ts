/**
 * Shortcuts that are pressed before what they are for stands on the page. The last one waits here; the browser, which may have
 * something of its own for it, does not get it.
 */
import { shortcutOf } from "./shortcuts.ts";

let held: KeyboardEvent | null = null;
addEventListener("keydown", hold);

/** From now on the page hears its keys itself: what waits is handed on, or given up where nobody `isThere` to take it. */
export function handOnKeys(isThere: boolean): void {
  removeEventListener("keydown", hold);
  const event = held;
  held = null;
  if (event && isThere) dispatchEvent(new KeyboardEvent(event.type, event));
}

function hold(event: KeyboardEvent): void {
  if (!shortcutOf(event)) return;
  event.preventDefault();
  held = event;
}
