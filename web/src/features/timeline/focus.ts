/** Moving from message to message by keys: arrows, Home and End; the rows themselves can take the focus. */

const STEPS: Readonly<Record<string, (rows: readonly HTMLElement[], at: number) => HTMLElement | undefined>> = {
  ArrowDown: (rows, at) => rows[at + 1],
  ArrowUp: (rows, at) => rows[at < 0 ? rows.length - 1 : at - 1],
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
