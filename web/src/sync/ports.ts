/** What the outside is to `sync`, handed in so that tests hand in another one. */

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
}

export interface Ports {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  uuid(): string;
  /** Call `action` after so many milliseconds, unless the function that is returned is called first. */
  after(milliseconds: number, action: () => void): () => void;
  fetch(path: string, init: RequestInit): Promise<Response>;
  openSocket(): Socket;
}
