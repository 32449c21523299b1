/** What the outside is to `sync`, handed in so that tests hand in another one. */
import type { Storage } from "../storage/tables.ts";

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
}

/** Names that one tab holds at a time. */
export interface Locks {
  /** Do it as soon as no other tab holds the name. */
  run(name: string, action: () => Promise<void>): Promise<void>;
  /** Hold it for so many milliseconds, unless another holds it: whether it could be had. */
  take(name: string, milliseconds: number): Promise<boolean>;
  /** Hold it until the function that is returned is called. Several tabs may. */
  share(name: string): () => void;
  /** All names that are held, in whatever tab. */
  held(): Promise<ReadonlySet<string>>;
}

/** What the server said to an upload. */
export interface Uploaded {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: number | undefined;
}

export interface Upload {
  readonly path: string;
  readonly blob: Blob;
  readonly name: string;
  readonly onProgress: (sent: number) => void;
  readonly signal: AbortSignal;
}

export type Permission = "default" | "granted" | "denied" | "unsupported";

/** A notification; one with the same tag takes its place. */
export interface Notice {
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly chatId: number;
  readonly seq: number;
  readonly authorId: number;
}

/** Notifications of the desktop. Whether they are wanted is remembered on this device. */
export interface Notifier {
  permission(): Permission;
  ask(): Promise<Permission>;
  isWanted(): boolean;
  want(isWanted: boolean): void;
  show(notice: Notice): Promise<void>;
  /** That of a tag, or all. */
  close(tag?: string): void;
  onOpen(open: (chatId: number, seq: number) => void): void;
}

/** What may be missing is done without: old browsers, addresses without HTTPS, tests. */
export interface Ports {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  uuid(): string;
  /** Call `action` after so many milliseconds, unless the function that is returned is called first. */
  after(milliseconds: number, action: () => void): () => void;
  /** Call `action` before the next paint; where nothing is painted, soon. */
  beforePaint?(action: () => void): void;
  fetch(path: string, init: RequestInit): Promise<Response>;
  openSocket(): Socket;
  /** Whether the page is on a screen. */
  isSeen?(): boolean;
  /** Whether nothing seems to be kept here: the first time, most likely. */
  readonly isFresh?: boolean;
  openStorage?(): Promise<Storage>;
  locks?: Locks;
  /** Hear what other tabs say; what is returned says something to them. */
  openChannel?(hear: (said: unknown) => void): (said: unknown) => void;
  /** Rejects if the line broke, or by the `signal`. */
  upload?(asked: Upload): Promise<Uploaded>;
  /** An address to show a picture by, until it is released. */
  preview?(blob: Blob): string;
  release?(address: string): void;
  /** The size of a picture in pixels; null if it is none. */
  measure?(blob: Blob): Promise<{ width: number; height: number } | null>;
  notifier?: Notifier;
  /** Forget what the service worker keeps. */
  clearCaches?(): Promise<void>;
}
