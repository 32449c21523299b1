/**
 * A newer version of the page, deployed while this one is open: taken at a moment at which nobody is disturbed, once. What
 * is written is kept before.
 */
import { type Signal, signal } from "@preact/signals";

const BETWEEN = 300_000; // milliseconds between two reloads at least, so that no mistake makes a loop

export interface UpdatePorts {
  now(): number;
  /** Whether nobody would notice: hidden, or not touched for a while, and nothing half-filled or on its way. */
  isCalm(): boolean;
  /** Have the newer version take over; `takenOver` is called when it has. */
  takeOver(): void;
  /** Keep what is written, and load the page again. */
  reload(): void;
  /** When this tab was reloaded last by this; 0 if never. Outlives the reload. */
  lastReload(): number;
  noteReload(at: number): void;
}

type State = "current" | "found" | "asked" | "due" | "over";

export class Updates {
  /** There is a newer version: a page may offer to take it now. */
  readonly isReady: Signal<boolean> = signal(false);
  private readonly ports: UpdatePorts;
  private state: State = "current";
  private isWanted = false;

  constructor(ports: UpdatePorts) {
    this.ports = ports;
  }

  /** A newer version waits. */
  found(): void {
    // One that was asked to take over may have been replaced by this one before it did.
    if (this.state === "current" || this.state === "asked") this.state = "found";
    this.isReady.value = true;
    this.go();
  }

  /** A newer version answers for this page now, wished for here or in another tab. */
  takenOver(): void {
    if (this.state === "over") return;
    this.state = "due";
    this.isReady.value = true;
    this.go();
  }

  /** A part of this version is on the server no more. */
  missed(): void {
    this.takenOver();
  }

  /** Somebody wants it now, whatever they are doing. */
  take(): void {
    this.isWanted = true;
    this.go();
  }

  /** A moment has come that may be a calm one. */
  look(): void {
    if (!this.ports.isCalm()) return;
    if (this.state === "found") this.ask();
    else if (this.state === "due" && this.ports.now() - this.ports.lastReload() >= BETWEEN) this.reload();
  }

  private go(): void {
    if (!this.isWanted) this.look();
    else if (this.state === "found") this.ask();
    else if (this.state === "due") this.reload();
  }

  private ask(): void {
    this.state = "asked";
    this.ports.takeOver();
  }

  private reload(): void {
    this.state = "over";
    this.ports.noteReload(this.ports.now());
    this.ports.reload();
  }
}
