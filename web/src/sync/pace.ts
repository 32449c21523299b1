/** How fast to send, so as not to be closed for sending too fast: what all tabs of a user may, a few of them together. */
import type { Ports } from "./ports.ts";

const AT_ONCE = 100;
const A_SECOND = 25;

export class Pace {
  private readonly ports: Ports;
  private tokens = AT_ONCE;
  private filledAt: number;
  private readonly waiting: (() => void)[] = [];
  private isTicking = false;

  constructor(ports: Ports) {
    this.ports = ports;
    this.filledAt = ports.now();
  }

  /** Whether one more may go at once; then it is counted. */
  take(): boolean {
    this.fill();
    if (this.tokens < 1 || this.waiting.length) return false;
    this.tokens--;
    return true;
  }

  /** Do it at once if there is room, else in its turn. */
  run(action: () => void): void {
    if (this.take()) return action();
    this.waiting.push(action);
    this.tick();
  }

  /** None that waits is done any more. */
  clear(): void {
    this.waiting.length = 0;
  }

  private tick(): void {
    if (this.isTicking) return;
    this.isTicking = true;
    this.ports.after(1000 / A_SECOND, () => {
      this.isTicking = false;
      this.fill();
      while (this.tokens >= 1 && this.waiting.length) {
        this.tokens--;
        this.waiting.shift()?.();
      }
      if (this.waiting.length) this.tick();
    });
  }

  private fill(): void {
    const now = this.ports.now();
    this.tokens = Math.min(AT_ONCE, this.tokens + (Math.max(0, now - this.filledAt) * A_SECOND) / 1000);
    this.filledAt = now;
  }
}
