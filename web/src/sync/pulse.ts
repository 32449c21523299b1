/**
 * Whether the other side is still there. A socket over a line that is gone says for minutes that it is open, and a page
 * does not see the WebSocket's own pings: so this asks for itself.
 */
import type { Ports } from "./ports.ts";

const ANSWER_WAIT = 10_000; // milliseconds for a `pong` when nothing was heard for a heartbeat
const CHECK_WAIT = 5_000; // when somebody has just come back

export class Pulse {
  private readonly ports: Ports;
  private readonly ping: () => void;
  private readonly onLost: () => void;
  private heartbeat = 30_000;
  private heardAt = 0;
  private isRunning = false;
  private cancelBeat: () => void = () => {};
  private cancelDeadline: (() => void) | null = null;

  constructor(ports: Ports, ping: () => void, onLost: () => void) {
    this.ports = ports;
    this.ping = ping;
    this.onLost = onLost;
  }

  /** There is a connection. */
  start(heartbeat: number): void {
    this.stop();
    this.isRunning = true;
    this.heartbeat = heartbeat;
    this.hear();
    this.listen(heartbeat);
  }

  stop(): void {
    this.isRunning = false;
    this.cancelBeat();
    this.hear();
  }

  /** Something came. */
  hear(): void {
    this.heardAt = this.ports.now();
    this.cancelDeadline?.();
    this.cancelDeadline = null;
  }

  /** Find out now. Asked for again while it is being found out, it changes nothing. */
  check(): void {
    if (this.isRunning && !this.cancelDeadline) this.demand(CHECK_WAIT);
  }

  private listen(wait: number): void {
    this.cancelBeat = this.ports.after(wait, () => {
      const silent = this.ports.now() - this.heardAt;
      if (silent < this.heartbeat) return this.listen(this.heartbeat - silent);
      if (!this.cancelDeadline) this.demand(ANSWER_WAIT);
      this.listen(this.heartbeat);
    });
  }

  private demand(wait: number): void {
    this.cancelDeadline = this.ports.after(wait, this.onLost);
    this.ping();
  }
}
