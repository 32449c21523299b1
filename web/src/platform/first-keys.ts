/**
 * Shortcuts that are pressed before what they are for stands on the page. The last one waits here; the browser, which may have
 * something of its own for it, does not get it.
 */

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
  if (!isShortcut(event)) return;
  event.preventDefault();
  held = event;
}

/** Those with Ctrl or ⌘, by the place of the key, as `features/jump` and `features/search` have them. */
function isShortcut({ ctrlKey, metaKey, altKey, shiftKey, code }: KeyboardEvent): boolean {
  if (altKey || !(ctrlKey || metaKey)) return false;
  return shiftKey ? code === "KeyF" : code === "KeyK" || code === "Slash";
}
