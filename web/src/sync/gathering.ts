/**
 * Frames in time for the next paint: the first at once, those that come before it together, so that a flood is shown picture by
 * picture. Where a picture of a flood takes long, the next one waits as long again: else browsers would paint after every few
 * frames, be at that alone, and never at the end of a flood.
 */
import type { Told } from "../domain/frames.ts";
import type { Ports } from "./ports.ts";

const QUICK = 40; // milliseconds until what was handed on is painted
const FEW = 8; // frames that wait for nothing but the paint, however long it takes: they are no flood
const WAITED_MOST = 250; // milliseconds after it

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
    const began = this.ports.now();
    const taken = () => this.ports.now() - began;
    const paint = (act: () => void) => this.ports.beforePaint?.(act);
    paint(() => {
      if (taken() < QUICK || this.waiting.length < FEW) this.release();
      else paint(() => this.ports.after(Math.min(taken(), WAITED_MOST), () => this.release()));
    });
  }

  private release(): void {
    this.isHolding = false;
    this.flush();
  }
}
