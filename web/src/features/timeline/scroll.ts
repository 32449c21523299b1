/**
 * Keeps the reader's place while rows come, go and grow: at the bottom the bottom, elsewhere the first row that is seen, by
 * its key. Knows the DOM, and nothing of messages.
 */

/** The row that is held, by its key, and how far below the upper edge it stands, in pixels. */
export interface Anchor {
  readonly key: string;
  readonly offset: number;
}

export interface Place {
  readonly anchor: Anchor | null;
  readonly isAtBottom: boolean;
}

const NEAR_BOTTOM = 60; // pixels: who is as near follows what comes
const AHEAD = 2; // screens that are loaded before they are seen

interface Handlers {
  readonly onMove: () => void;
  readonly onNear: (side: "top" | "bottom") => void;
}

export class ScrollController {
  isAtBottom = true;
  private anchor: Anchor | null = null;
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
    return { anchor: this.anchor, isAtBottom: this.isAtBottom };
  }

  /** Be where one was. */
  resume(place: Place): void {
    this.anchor = place.anchor;
    this.isAtBottom = place.isAtBottom;
    this.restore();
  }

  /** Put the row back where it was: after every change of rows or sizes, before it is painted. */
  restore(): void {
    if (this.isDone) return;
    if (this.isAtBottom) {
      this.box.scrollTop = this.box.scrollHeight;
    } else if (this.anchor) {
      const row = this.find(this.anchor.key);
      if (row) this.box.scrollTop += this.offsetOf(row) - this.anchor.offset;
    }
    this.lookAhead();
  }

  toBottom(): void {
    this.isAtBottom = true;
    this.restore();
    this.handlers.onMove();
  }

  /** Put a row into the middle. */
  center(key: string): boolean {
    const row = this.find(key);
    if (!row) return false;
    const offset = Math.max(0, (this.box.clientHeight - row.offsetHeight) / 2);
    this.isAtBottom = false;
    this.anchor = { key, offset };
    this.restore();
    this.handlers.onMove();
    return true;
  }

  /** The keys of the rows that are seen, from above. */
  seen(): readonly string[] {
    const { top, bottom } = this.box.getBoundingClientRect();
    return this.rows()
      .filter((row) => {
        const box = row.getBoundingClientRect();
        return box.bottom > top && box.top < bottom - Math.min(24, box.height / 2);
      })
      .map((row) => row.dataset.key ?? "");
  }

  close(): void {
    this.isDone = true;
    this.observer.disconnect();
    this.box.removeEventListener("scroll", this.scrolled);
  }

  private readonly scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    this.isAtBottom = scrollHeight - scrollTop - clientHeight <= NEAR_BOTTOM;
    this.hold();
    this.lookAhead();
    this.handlers.onMove();
  };

  private hold(): void {
    const top = this.box.getBoundingClientRect().top;
    const row = this.rows().find((each) => each.getBoundingClientRect().bottom > top);
    this.anchor = row ? { key: row.dataset.key ?? "", offset: this.offsetOf(row) } : null;
  }

  private lookAhead(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    if (!clientHeight) return;
    if (scrollTop < AHEAD * clientHeight) this.handlers.onNear("top");
    if (scrollHeight - scrollTop - clientHeight < AHEAD * clientHeight) this.handlers.onNear("bottom");
  }

  private rows(): HTMLElement[] {
    return [...this.box.querySelectorAll<HTMLElement>("[data-key]")];
  }

  private find(key: string): HTMLElement | undefined {
    return this.rows().find((row) => row.dataset.key === key);
  }

  private offsetOf(row: HTMLElement): number {
    return row.getBoundingClientRect().top - this.box.getBoundingClientRect().top;
  }
}
