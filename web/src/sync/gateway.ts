/** The gateway: one socket at a time, kept open; ops and their answers (docs/gateway.md). */
import { type Signal, signal } from "@preact/signals";
import type { Answer, Frame, Ok, Op, Told } from "../domain/frames.ts";
import { Problem } from "./api.ts";
import { Gathering } from "./gathering.ts";
import { Pace } from "./pace.ts";
import type { Ports, Socket } from "./ports.ts";
import { Pulse } from "./pulse.ts";
import { isEnd, STEADY, waitAfter } from "./waits.ts";

export type Connection = "closed" | "connecting" | "open";

const NO_CODE = 1006;
const HELLO_WAIT = 20_000; // milliseconds until the first frame
const HELD_LIMIT = 1_000; // frames that wait for `open`: with more the connection is made anew
const QUIET_WAIT = 5_000; // without a connection, until anybody is told

interface Asked {
  readonly resolve: (answer: Ok) => void;
  readonly reject: (problem: Problem) => void;
}

export class Gateway {
  readonly connection: Signal<Connection> = signal("closed");
  /** There has been no connection for a while: time to say so. */
  readonly isOffline: Signal<boolean> = signal(false);
  /** What the server tells, in order, `hello` first: as much as comes between two paints at once. */
  onTold: (frames: readonly Told[]) => void = () => {};
  onSignedOut: () => void = () => {};
  /** A handshake came to nothing, which a browser does not say more of: it may have been refused. */
  onRefused: () => void = () => {};
  private readonly ports: Ports;
  private readonly pace: Pace;
  private readonly pulse: Pulse;
  private readonly told: Gathering;
  private socket: Socket | null = null;
  private held: string[] | null = null; // what came before anybody was there to hear it
  private asked = new Map<number, Asked>();
  private lastRef = 0;
  private attempts = 0;
  private openedAt = 0;
  private cancelWait: () => void = () => {};
  private cancelDeadline: () => void = () => {};
  private cancelQuiet: () => void = () => {};

  constructor(ports: Ports) {
    this.ports = ports;
    this.pace = new Pace(ports);
    this.told = new Gathering(ports, (frames) => this.onTold(frames));
    this.pulse = new Pulse(
      ports,
      () => this.socket?.send(JSON.stringify({ op: "ping" })),
      () => this.drop(),
    );
  }

  /** Connect, and come back whenever the connection breaks, until `close`. */
  open(): void {
    const held = this.held ?? [];
    this.held = null;
    this.connect();
    for (const text of held) this.receive(text);
  }

  /** Connect already; nothing is heard of it before it is to be `open`. */
  prepare(): void {
    if (!this.socket) this.held = [];
    this.connect();
  }

  close(): void {
    this.cancelWait();
    this.abandon();
    this.held = null;
    this.become("closed");
  }

  /** Somebody looks again, or the network is back: make sure of the connection now. At most one socket comes of it. */
  wake(): void {
    const connection = this.connection.peek();
    if (connection === "open") this.pulse.check();
    else if (connection === "connecting" && !this.socket) this.connect();
  }

  /** The answer to an op. Raises `Problem`: what the server said, or `offline` if the line broke before it said anything. */
  ask(op: Op): Promise<Ok> {
    if (this.connection.peek() !== "open") return Promise.reject(offline());
    const ref = ++this.lastRef;
    return new Promise((resolve, reject) => {
      this.asked.set(ref, { resolve, reject });
      this.pace.run(() => this.socket?.send(JSON.stringify({ ...op, ref })));
    });
  }

  /** Say something that is not answered and may be lost. */
  tell(op: Op): void {
    if (this.connection.peek() === "open" && this.pace.take()) this.socket?.send(JSON.stringify(op));
  }

  private connect(): void {
    this.cancelWait();
    if (this.socket) return;
    this.become("connecting");
    const socket = this.ports.openSocket();
    this.socket = socket;
    socket.onmessage = (event) => this.socket === socket && this.hear(String(event.data));
    socket.onclose = (event) => this.socket === socket && this.lose(event.code, event.reason);
    this.cancelDeadline = this.ports.after(HELLO_WAIT, () => this.drop());
  }

  private hear(text: string): void {
    if (!this.held) return this.receive(text);
    if (this.held.length < HELD_LIMIT) this.held.push(text);
    else this.drop();
  }

  private receive(text: string): void {
    this.pulse.hear();
    const frame = JSON.parse(text) as Frame;
    if (frame.t === "ok" || frame.t === "error" || frame.t === "pong") {
      this.told.flush(); // the answer is as of after that
      return this.answer(frame);
    }
    if (frame.t === "hello") {
      this.cancelDeadline();
      this.openedAt = this.ports.now();
      this.pulse.start(frame.heartbeat);
      this.become("open");
    }
    this.told.take(frame);
  }

  private answer(frame: Answer): void {
    const asked = this.asked.get(Number(frame.ref));
    this.asked.delete(Number(frame.ref));
    if (frame.t === "error") asked?.reject(new Problem(400, frame.code, frame.detail, frame.field));
    else if (frame.t === "ok") asked?.resolve(frame);
  }

  /** The socket is of no use, whatever it says of itself. */
  private drop(): void {
    this.lose(NO_CODE, "");
  }

  private lose(code: number, reason: string): void {
    const wasOpen = this.connection.peek() === "open";
    if (wasOpen && this.ports.now() - this.openedAt >= STEADY) this.attempts = 0;
    this.abandon();
    if (isEnd(code)) {
      this.become("closed");
      return this.onSignedOut();
    }
    this.become("connecting");
    const wait = waitAfter(code, reason, this.attempts++, this.ports.random());
    this.cancelWait = this.ports.after(wait, () => this.connect());
    if (!wasOpen) this.onRefused();
  }

  /** Let go of the socket; nobody is answered any more. */
  private abandon(): void {
    this.told.flush();
    const socket = this.socket;
    this.socket = null;
    if (this.held) this.held = [];
    this.cancelDeadline();
    this.pulse.stop();
    this.pace.clear();
    socket?.close();
    const asked = [...this.asked.values()];
    this.asked.clear();
    for (const each of asked) each.reject(offline());
  }

  private become(connection: Connection): void {
    const before = this.connection.peek();
    this.connection.value = connection;
    if (connection !== "connecting") {
      this.cancelQuiet();
      this.isOffline.value = false;
    } else if (before !== "connecting") {
      this.cancelQuiet();
      this.cancelQuiet = this.ports.after(QUIET_WAIT, () => {
        this.isOffline.value = true;
      });
    }
  }
}

function offline(): Problem {
  return new Problem(0, "offline", "The server can't be reached.");
}
