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
