/** Moving from message to message by keys: arrows, Home and End; the rows themselves can take the focus. */

const STEPS: Readonly<Record<string, (rows: readonly HTMLElement[], at: number) => HTMLElement | undefined>> = {
  ArrowDown: (rows, at) => (at < 0 ? lastSeen(rows) : rows[at + 1]),
  ArrowUp: (rows, at) => (at < 0 ? lastSeen(rows) : rows[at - 1]),
  Home: (rows) => rows[0],
  End: (rows) => rows.at(-1),
};

export function moveByKey(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const feed = event.currentTarget as HTMLElement;
  if (!step || !(event.target instanceof HTMLElement) || !isRowOrFeed(event.target, feed)) return;
  const rows = [...feed.querySelectorAll<HTMLElement>("article")];
  const next = step(rows, rows.indexOf(event.target));
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function isRowOrFeed(target: HTMLElement, feed: HTMLElement): boolean {
  return target === feed || target.tagName === "ARTICLE";
}

/** From outside of the rows one comes to what one looks at. */
function lastSeen(rows: readonly HTMLElement[]): HTMLElement | undefined {
  const bottom = rows[0]?.closest(".feed")?.getBoundingClientRect().bottom ?? 0;
  return rows.findLast((row) => row.getBoundingClientRect().bottom <= bottom + 1) ?? rows.at(-1);
}
