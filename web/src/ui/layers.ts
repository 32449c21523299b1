/** What lies above the page, from the moment at which it is asked for: the browser knows of it only once it is there. */

type Cover = () => boolean;

const covers: Cover[] = [];

/** Have it known when something of one's own is open, or about to be. */
export function coverPage(isOpen: Cover): void {
  covers.push(isOpen);
}

export function isPageCovered(): boolean {
  return covers.some((isOpen) => isOpen()) || document.querySelector("dialog[open], :popover-open") !== null;
}

type Sheet = () => boolean;

const sheets = new Set<Sheet>();

/** What is no layer of the browser's closes by this, and says whether it lay above. The answer takes it back. */
export function closeBy(close: Sheet): () => void {
  sheets.add(close);
  tellCovered();
  return () => sheets.delete(close);
}

let tellCovered: () => void = () => {};

/** Have it told once something is open that may lie above the page. */
export function onCover(tell: () => void): void {
  tellCovered = tell;
  const hear = (event: Event) => (event as ToggleEvent).newState === "open" && tell();
  document.addEventListener("toggle", hear, true); // of popovers and dialogs
}

/** Close what lies uppermost, as Escape does. Whether there was anything. */
export function closeTop(): boolean {
  const popover = document.querySelector<HTMLElement>(":popover-open");
  if (popover) popover.hidePopover();
  const dialog = popover ? null : topDialog();
  dialog?.dispatchEvent(new Event("cancel", { cancelable: true }));
  return !!(popover || dialog) || [...sheets].some((close) => close());
}

/** The others lie below those that are modal to the browser: see `over-page.ts`. */
function topDialog(): Element | null {
  return [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.querySelector("dialog[open]");
}
