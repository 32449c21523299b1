/** Frames in time for the next paint: the first at once, those that come before it together, so that a flood is shown picture by picture. */
import type { Told } from "../domain/frames.ts";
import type { Ports } from "./ports.ts";

export class Gathering {
  private readonly ports: Ports;
  private readonly handOn: (frames: readonly Told[]) => void;
  private waiting: Told[] = [];
  private isHolding = false;

  /** `handOn` is given frames in the order in which they came, each once. */
  constructor(ports: Ports, handOn: (frames: readonly Told[]) => void) {
    this.ports = ports;
    this.handOn = handOn;
  }

  take(frame: Told): void {
    this.waiting.push(frame);
    if (!this.isHolding) this.flush();
  }

  /** Hand on what waits, now: something else is about to be told that comes after it. */
  flush(): void {
    if (!this.waiting.length) return;
    const frames = this.waiting;
    this.waiting = [];
    this.hold();
    this.handOn(frames);
  }

  private hold(): void {
    if (this.isHolding || !this.ports.beforePaint) return;
    this.isHolding = true;
    this.ports.beforePaint(() => {
      this.isHolding = false;
      this.flush();
    });
  }
}
