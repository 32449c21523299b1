/** Moving from message to message by keys: arrows, Home and End; the rows themselves can take the focus. */

const STEPS: Readonly<Record<string, (rows: readonly HTMLElement[], at: number) => HTMLElement | undefined>> = {
  ArrowDown: (rows, at) => (at < 0 ? lastSeen(rows) : rows[at + 1]),
  ArrowUp: (rows, at) => (at < 0 ? lastSeen(rows) : rows[at - 1]),
  Home: (rows) => rows[0],
  End: (rows) => rows.at(-1),
};

/** Whether the key was one of these, and has been used. */
export function moveByKey(event: KeyboardEvent): boolean {
  const step = STEPS[event.key];
  const feed = event.currentTarget as HTMLElement;
  if (!step || !(event.target instanceof HTMLElement) || !isRowOrFeed(event.target, feed)) return false;
  const rows = rowsIn(feed);
  const next = step(rows, rows.indexOf(event.target));
  if (!next) return false;
  event.preventDefault();
  moveTo(next);
  return true;
}

export function rowsIn(feed: HTMLElement): readonly HTMLElement[] {
  return [...feed.querySelectorAll<HTMLElement>("article")];
}

export function moveTo(element: HTMLElement): void {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

/** From outside of the rows one comes to what one looks at. */
export function lastSeen(rows: readonly HTMLElement[]): HTMLElement | undefined {
  const bottom = rows[0]?.closest(".feed")?.getBoundingClientRect().bottom ?? 0;
  return rows.findLast((row) => row.getBoundingClientRect().bottom <= bottom + 1) ?? rows.at(-1);
}

function isRowOrFeed(target: HTMLElement, feed: HTMLElement): boolean {
  return target === feed || target.tagName === "ARTICLE";
}
