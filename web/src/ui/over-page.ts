/**
 * `showModal` makes the page inert, and for that the browser computes the style of everything on it anew, and again at the end:
 * a third of what opening a palette takes, and half of closing it. Beside a dialog as large as the window nothing can be pressed
 * anyway; that keys, focus and selection stay in it is seen to here.
 */
import { closeTop } from "./layers.ts";
import type { Open } from "./modal.ts";

const ABOVE = "dialog[open], :fullscreen"; // or may be: what is not modal lies below it
const LAYER = "dialog, [popover]";
const IN_LAYER = "dialog *, [popover]"; // a dialog has the focus itself where it was pressed and nothing there takes that

/** Open a dialog that covers the window, as modal as any to whoever uses it. Its `line` has the keys that nothing in it has. */
export const openOverPage: Open = (dialog, line) => {
  if (!line || document.querySelector(ABOVE)) {
    dialog.showModal();
    return () => {};
  }
  dialog.ariaModal = "true";
  dialog.setAttribute("closedby", "closerequest");
  dialog.show();
  const edge = makeEdge(dialog);
  const lasting = new AbortController();
  const options = { capture: true, signal: lasting.signal };
  document.addEventListener("focusin", (event) => keepFocus(event, line, edge), options);
  document.addEventListener("keydown", (event) => press(event, line, edge), options);
  document.addEventListener("selectstart", (event) => isIn(event, LAYER) || event.preventDefault(), options);
  return () => {
    lasting.abort();
    edge.remove();
  };
};

/** Behind all else, and in view wherever that ends: what has the focus is scrolled to. */
function makeEdge(dialog: HTMLDialogElement): HTMLElement {
  const edge = document.createElement("span");
  edge.tabIndex = 0;
  edge.style.position = "fixed";
  edge.style.top = "0";
  return dialog.appendChild(edge);
}

/** What has left comes back. At the edge Tab goes round. */
function keepFocus(event: FocusEvent, line: HTMLElement, edge: HTMLElement): void {
  if (!isIn(event, LAYER) || (event.target === edge && event.relatedTarget !== line)) line.focus();
}

function press(event: KeyboardEvent, line: HTMLElement, edge: HTMLElement): void {
  const isCommand = event.ctrlKey || event.metaKey; // such as to copy what is selected, which the focus would end
  if (!isIn(event, IN_LAYER) && !isCommand) line.focus();
  const isBack = event.code === "Tab" && event.shiftKey; // whose `key` WebKitGTK does not name
  if (isBack && document.activeElement === line) edge.focus(); // from there the browser goes to what is last
  if (isLeaving(event) && closeTop()) event.preventDefault();
}

/** Where the browser does not do it, by `closedby`. */
function isLeaving({ key, isComposing, keyCode }: KeyboardEvent): boolean {
  return key === "Escape" && !isComposing && keyCode !== 229 && !("closedBy" in HTMLDialogElement.prototype);
}

function isIn(event: Event, what: string): boolean {
  return event.composedPath().some((each) => each instanceof Element && each.matches(what));
}
