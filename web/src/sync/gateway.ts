/** The gateway: one socket at a time, kept open; ops and their answers (docs/gateway.md). */
import { type Signal, signal } from "@preact/signals";
import type { Answer, Frame, Ok, Op, Told } from "../domain/frames.ts";
import { Problem } from "./api.ts";
import type { Ports, Socket } from "./ports.ts";

export type Connection = "closed" | "connecting" | "open";

const LONGEST_WAIT = 30_000; // milliseconds between two attempts
const FIRST_WAIT = 500;
const STEADY = 30_000; // a connection that lasted as long was a good one
const ENDED = 4401;

interface Asked {
  readonly resolve: (answer: Ok) => void;
  readonly reject: (problem: Problem) => void;
}

export class Gateway {
  readonly connection: Signal<Connection> = signal("closed");
  /** What the server tells, `hello` first. */
  onTold: (frame: Told) => void = () => {};
  onSignedOut: () => void = () => {};
  private readonly ports: Ports;
  private socket: Socket | null = null;
  private asked = new Map<number, Asked>();
  private lastRef = 0;
  private attempts = 0;
  private openedAt = 0;
  private cancelWait: () => void = () => {};

  constructor(ports: Ports) {
    this.ports = ports;
  }

  /** Connect, and come back whenever the connection breaks, until `close`. */
  open(): void {
    this.cancelWait();
    if (this.socket) return;
    this.connection.value = "connecting";
    const socket = this.ports.openSocket();
    this.socket = socket;
    socket.onmessage = (event) => this.socket === socket && this.receive(String(event.data));
    socket.onclose = (event) => this.socket === socket && this.lose(event.code);
  }

  close(): void {
    this.cancelWait();
    const socket = this.socket;
    this.socket = null;
    this.connection.value = "closed";
    socket?.close();
    this.failAsked();
  }

  /** The answer to an op. Raises `Problem`: what the server said, or `offline` if the line broke before it said anything. */
  ask(op: Op): Promise<Ok> {
    if (this.connection.peek() !== "open") return Promise.reject(offline());
    const ref = ++this.lastRef;
    return new Promise((resolve, reject) => {
      this.asked.set(ref, { resolve, reject });
      this.socket?.send(JSON.stringify({ ...op, ref }));
    });
  }

  /** Say something that is not answered, if there is anyone to say it to. */
  tell(op: Op): void {
    if (this.connection.peek() === "open") this.socket?.send(JSON.stringify(op));
  }

  private receive(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if (frame.t === "ok" || frame.t === "error" || frame.t === "pong") return this.answer(frame);
    if (frame.t === "hello") {
      this.openedAt = this.ports.now();
      this.connection.value = "open";
    }
    this.onTold(frame);
  }

  private answer(frame: Answer): void {
    const asked = this.asked.get(Number(frame.ref));
    this.asked.delete(Number(frame.ref));
    if (frame.t === "error") asked?.reject(new Problem(400, frame.code, frame.detail, frame.field));
    else if (frame.t === "ok") asked?.resolve(frame);
  }

  private lose(code: number): void {
    this.socket = null;
    this.failAsked();
    if (code === ENDED) {
      this.connection.value = "closed";
      return this.onSignedOut();
    }
    if (this.connection.peek() === "open" && this.ports.now() - this.openedAt > STEADY) this.attempts = 0;
    this.connection.value = "connecting";
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.attempts++);
    this.cancelWait = this.ports.after(this.ports.random() * longest, () => this.open());
  }

  private failAsked(): void {
    const asked = [...this.asked.values()];
    this.asked.clear();
    for (const each of asked) each.reject(offline());
  }
}

function offline(): Problem {
  return new Problem(0, "offline", "The server can't be reached.");
}
