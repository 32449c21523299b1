/** Where the messages of a feed stand. */

/** A row by its key, and how far below the upper edge it stands, in pixels. */
export interface Placed {
  readonly key: string;
  readonly offset: number;
}

const USUAL = 42; // pixels of a row, of some lines and some faces
const SHARE = 0.85; // of the window that a feed has at most

/** So many messages usually fill a feed. */
export function usualOnScreen(): number {
  return Math.ceil((innerHeight * SHARE) / USUAL);
}

/** As they stand there from now on: the browser keeps this up to date, and finds nothing again that has not changed. */
export function messagesIn(box: HTMLElement): ArrayLike<HTMLElement> {
  return box.getElementsByTagName("article");
}

/** The first whose lower edge is below this line; by halves, since each look at a place costs. */
export function indexOfFirstBelow(rows: ArrayLike<HTMLElement>, line: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}
