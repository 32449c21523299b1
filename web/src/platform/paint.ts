/** When the page is painted. */

const SOON = 100; // milliseconds: a page that nobody sees is not painted

/** Call `action` before the next paint, or soon where there is none. */
export function beforePaint(action: () => void): void {
  const act = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    action();
  };
  const frame = requestAnimationFrame(act);
  const timer = setTimeout(act, SOON);
}
