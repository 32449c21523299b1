/**
 * Keeps the reader's place while rows come, go and grow: at the bottom the bottom, elsewhere the first message that is seen,
 * by its key. Knows the DOM, and nothing of messages. Lines between messages are never held: another page moves them.
 */
import { indexOfFirstBelow, messagesIn, type Placed } from "./measure.ts";

/** Messages that are seen, from above, by their keys, and how far below the upper edge they stand, in pixels. */
export interface Place {
  readonly anchors: readonly Placed[];
  readonly isAtBottom: boolean;
}

/** Where to go as soon as the row is there: into the middle, or below the upper edge. */
interface Aim {
  readonly key: string;
  readonly at: "middle" | "top";
}

const NEAR_BOTTOM = 60; // pixels: who comes down as near means the end, and follows what comes; who goes up does not
const AT_BOTTOM = 2; // pixels: whoever is as near is there, by whatever way
const AHEAD = 2; // screens that are loaded before they are seen
const BELOW_TOP = 56; // pixels above a row that was gone to
const ANCHORS = 5; // the first that is still there counts: others may have been deleted

/** Where somebody has scrolled to. */
type Way = "up" | "down" | "none";

interface Handlers {
  /** Whether the last row is the last of all: only there is a bottom to keep. */
  readonly isEndShown: () => boolean;
  readonly onMove: () => void;
  readonly onNear: (side: "top" | "bottom") => void;
}

export class ScrollController {
  isAtBottom = true;
  private anchors: readonly Placed[] = [];
  private aim: Aim | null = null;
  private isLed = false; // to a row, and not moved since: it stays where it is, whatever comes below it
  private top = 0; // where it was last
  private own: number | null = null; // where this scrolled to: an event that says so is no gesture
  private size = ""; // of the view and of what is in it, when the place was kept last
  private readonly box: HTMLElement;
  private readonly handlers: Handlers;
  private readonly observer: ResizeObserver;
  private isDone = false;

  constructor(box: HTMLElement, content: HTMLElement, handlers: Handlers) {
    this.box = box;
    this.handlers = handlers;
    this.observer = new ResizeObserver(() => this.restore());
    this.observer.observe(content);
    this.observer.observe(box);
    box.addEventListener("scroll", this.scrolled, { passive: true });
  }

  get place(): Place {
    return { anchors: this.anchors, isAtBottom: this.isAtBottom };
  }

  /** Whether so much is below what is seen that a way there is wanted. */
  get isAway(): boolean {
    return !this.isAtBottom && (!this.handlers.isEndShown() || this.left() > NEAR_BOTTOM);
  }

  /** Be where one was, as soon as its rows are there. */
  resume(place: Place): void {
    this.anchors = place.anchors;
    this.isAtBottom = place.isAtBottom;
    this.isLed = false;
    this.restore();
  }

  /** Put the row back where it was: after every change of rows or sizes, before it is painted. */
  restore(): void {
    if (this.isDone || !this.box.clientHeight) return;
    this.size = this.measure();
    if (this.aim) this.reach(this.aim);
    else if (this.isAtBottom) this.scrollTo(this.box.scrollHeight - this.box.clientHeight);
    else this.holdAnchor();
    if (this.box.scrollHeight < 2 * this.box.clientHeight) this.lookAhead();
  }

  /** Whether the rows reach from below to above. */
  isFilled(): boolean {
    return this.box.scrollHeight > this.box.clientHeight;
  }

  toBottom(): void {
    this.aim = null;
    this.isLed = false;
    this.isAtBottom = true;
    this.restore();
    this.handlers.onMove();
  }

  /** Go to a row, now or when it is there. */
  goTo(key: string, at: Aim["at"]): void {
    this.aim = { key, at };
    this.isAtBottom = false;
    this.restore();
  }

  /** The keys of the messages that are seen, from above. */
  seen(): readonly string[] {
    const { top, bottom } = this.box.getBoundingClientRect();
    const rows = messagesIn(this.box);
    const seen: string[] = [];
    for (let index = indexOfFirstBelow(rows, top); index < rows.length; index++) {
      const row = rows[index];
      const place = row?.getBoundingClientRect();
      if (!row || !place || place.top >= bottom - Math.min(24, place.height / 2)) break;
      seen.push(row.dataset.key ?? "");
    }
    return seen;
  }

  close(): void {
    this.isDone = true;
    this.observer.disconnect();
    this.box.removeEventListener("scroll", this.scrolled);
  }

  private readonly scrolled = () => {
    const isGesture = this.own === null || Math.abs(this.box.scrollTop - this.own) > 1;
    this.own = null;
    if (isGesture) {
      this.aim = null;
      this.isLed = false;
    }
    if (!this.aim) this.look(isGesture ? this.way() : "none");
    if (isGesture) this.lookAhead();
    this.handlers.onMove();
  };

  /** Remember what is where. */
  private look(way: Way): void {
    this.isAtBottom = !this.isLed && this.handlers.isEndShown() && this.isMeant(way);
    this.top = this.box.scrollTop;
    const { top } = this.box.getBoundingClientRect();
    const rows = messagesIn(this.box);
    const first = indexOfFirstBelow(rows, top);
    this.anchors = Array.from({ length: ANCHORS }, (_, index) => rows[first + index])
      .filter((row) => row !== undefined)
      .map((row) => ({ key: row.dataset.key ?? "", offset: row.getBoundingClientRect().top - top }));
  }

  /** Whether the end is where one means to be. Nobody leaves it who has not moved: the view may have, and is not put back yet. */
  private isMeant(way: Way): boolean {
    const left = this.left();
    if (left <= AT_BOTTOM) return true;
    return way === "none" ? this.isAtBottom : way === "down" && left <= NEAR_BOTTOM;
  }

  /** Up by oneself: where there is less to see than there was, the browser goes up, and has not been put right yet. */
  private way(): Way {
    const moved = this.box.scrollTop - this.top;
    if (moved > 0) return "down";
    return moved < 0 && this.measure() === this.size ? "up" : "none";
  }

  private measure(): string {
    return `${this.box.clientHeight} ${this.box.scrollHeight}`;
  }

  /** Pixels that are out of sight below. */
  private left(): number {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    return scrollHeight - scrollTop - clientHeight;
  }

  private holdAnchor(): void {
    for (const anchor of this.anchors) {
      const row = this.find(anchor.key);
      if (row) return this.scrollTo(this.box.scrollTop + this.offsetOf(row) - anchor.offset);
    }
  }

  private reach(aim: Aim): void {
    const row = this.find(aim.key);
    if (!row) return;
    const middle = Math.max(BELOW_TOP, (this.box.clientHeight - row.offsetHeight) / 2);
    const offset = aim.at === "middle" ? middle : BELOW_TOP;
    this.scrollTo(this.box.scrollTop + this.offsetOf(row) - offset);
    this.aim = null;
    this.isLed = aim.at === "middle";
    this.look("down");
    this.handlers.onMove();
  }

  private scrollTo(top: number): void {
    if (Math.abs(this.box.scrollTop - top) < 0.01) return;
    this.box.scrollTop = top;
    this.own = this.box.scrollTop;
    this.top = this.own;
  }

  private lookAhead(): void {
    const { scrollTop, clientHeight } = this.box;
    if (scrollTop < AHEAD * clientHeight) this.handlers.onNear("top");
    if (this.left() < AHEAD * clientHeight) this.handlers.onNear("bottom");
  }

  private find(key: string): HTMLElement | null {
    return this.box.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  }

  private offsetOf(row: HTMLElement): number {
    return row.getBoundingClientRect().top - this.box.getBoundingClientRect().top;
  }
}
