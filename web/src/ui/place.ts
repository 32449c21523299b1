/** Where what is opened from something else stands. */

/** In the window. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Below the anchor, or the point that was pressed, where there is room, else above; never outside of the window. */
export function place(menu: HTMLElement, anchor: HTMLElement, at?: Point): void {
  const from = at ? new DOMRect(at.x, at.y) : anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = from.bottom + 4;
  const top = below + height <= innerHeight ? below : Math.max(8, from.top - height - 4);
  const isRtl = getComputedStyle(anchor).direction === "rtl";
  const wanted = isRtl || from.left + width > innerWidth - 8 ? from.right - width : from.left;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(8, Math.min(wanted, innerWidth - width - 8))}px`;
}
