/** A clock that is moved by hand, sockets and requests that are answered by hand. */
import type { Ports, Socket } from "../../src/sync/ports.ts";

interface Timer {
  readonly at: number;
  readonly action: () => void;
}

export class FakeClock {
  now = 1_000_000;
  private timers: Timer[] = [];

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.now + milliseconds, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  /** Let time go by: what falls due happens, each at its moment. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (let next = this.next(end); next; next = this.next(end)) {
      this.timers = this.timers.filter((each) => each !== next);
      this.now = Math.max(this.now, next.at);
      next.action();
      await settle();
    }
    this.now = end;
    await settle();
  }

  private next(end: number): Timer | undefined {
    return this.timers.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

export class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  tell(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  break(code = 1006, reason = ""): void {
    this.onclose?.({ code, reason });
  }

  /** The ops of this kind that came. */
  ops(op: string): Record<string, unknown>[] {
    return this.sent.filter((each) => each.op === op);
  }
}

/** What a request is answered with: a body, or a status for a problem. */
export type Answer = object | number | undefined;

export class FakeWorld implements Ports {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly requests: { method: string; path: string; body: unknown }[] = [];
  /** By method and path; without an answer the network is gone. */
  answer: (method: string, path: string) => Answer = () => undefined;
  private ids = 0;
  private seed = 1;

  now(): number {
    return this.clock.now;
  }

  random(): number {
    this.seed = (this.seed * 16807) % 2147483647;
    return this.seed / 2147483647;
  }

  uuid(): string {
    return `nonce-${++this.ids}`;
  }

  after(milliseconds: number, action: () => void): () => void {
    return this.clock.after(milliseconds, action);
  }

  fetch(path: string, init: RequestInit): Promise<Response> {
    const method = init.method ?? "GET";
    this.requests.push({ method, path, body: typeof init.body === "string" ? JSON.parse(init.body) : init.body });
    const answer = this.answer(method, path);
    if (answer === undefined) return Promise.reject(new TypeError("no network"));
    if (typeof answer === "number") {
      return Promise.resolve(Response.json({ code: answer === 401 ? "not_signed_in" : "bad" }, { status: answer }));
    }
    return Promise.resolve(Response.json(answer));
  }

  openSocket(): FakeSocket {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  }

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error("There is no socket.");
    return last;
  }
}

/** Let all promises that can go on do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
