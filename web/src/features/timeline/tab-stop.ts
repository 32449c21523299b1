/** The history is one stop for Tab, however many links are in it: the row one was at, or looks at. What is in that row comes
 * next, then what stands behind the history. Other rows are reached by the arrows.
 */
import { lastSeen, moveTo, rowsIn } from "./focus.ts";

const STOPS = "a[href], button, input, audio[controls], video[controls]";
const OVER = "dialog, [popover]"; // what was opened from a row has keys of its own

export class TabStop {
  /** What stands behind the feed, for those who come from there. */
  readonly end: { current: HTMLDivElement | null } = { current: null };
  private isLeaving = false;
  private left: HTMLElement | null = null;

  /** The feed or its end has the focus: by Tab it is meant for a row. */
  enter(event: FocusEvent, feed: HTMLElement | null): void {
    const edge = event.target as HTMLElement;
    const isByTab = edge.matches(":focus-visible") && !this.isLeaving;
    if (!feed || !isByTab || feed.contains(event.relatedTarget as Node | null)) return;
    moveTo(this.row(feed) ?? feed);
  }

  /** A key was pressed in the feed. */
  press(event: KeyboardEvent): void {
    const [feed, target] = [event.currentTarget as HTMLElement, event.target as HTMLElement];
    if (event.key !== "Tab" || target.closest(OVER)) return;
    const row = target.closest<HTMLElement>("article") ?? this.row(feed);
    if (!row) return;
    const way = [...stopsIn(feed).filter((each) => !each.closest("article")), row, ...stopsIn(row)];
    const at = way.indexOf(target);
    const next = event.shiftKey ? way[at - 1] : way[at + 1];
    if (!next) this.leave(row, event.shiftKey ? feed : this.end.current);
    else if (next === row || !row.contains(target) || !row.contains(next)) {
      event.preventDefault();
      moveTo(next);
    }
  }

  /** The browser goes on from the edge, to whatever is next. */
  private leave(row: HTMLElement, edge: HTMLElement | null): void {
    this.left = row;
    this.isLeaving = true;
    edge?.focus({ preventScroll: true });
    this.isLeaving = false;
  }

  private row(feed: HTMLElement): HTMLElement | undefined {
    const rows = rowsIn(feed);
    return this.left && rows.includes(this.left) && isSeen(this.left, feed) ? this.left : lastSeen(rows);
  }
}

function stopsIn(element: HTMLElement): readonly HTMLElement[] {
  const found = [...element.querySelectorAll<HTMLElement>(STOPS)];
  return found.filter((each) => each.tabIndex >= 0 && !each.closest(OVER) && each.checkVisibility());
}

function isSeen(row: HTMLElement, feed: HTMLElement): boolean {
  const [place, view] = [row.getBoundingClientRect(), feed.getBoundingClientRect()];
  return place.bottom > view.top && place.top < view.bottom;
}
