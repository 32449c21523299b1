/** The browser, as `sync` asks for it. */
import { openStorage } from "../storage/database.ts";
import type { Ports, Socket } from "../sync/ports.ts";
import { browserLocks } from "./locks.ts";
import { browserNotifier } from "./notifier.ts";
import { beforePaint } from "./paint.ts";
import { measure } from "./pictures.ts";

const CHANNEL = "besedka";

export const browserPorts: Ports = {
  now: () => Date.now(),
  random: () => Math.random(),
  // `crypto.randomUUID` is there over HTTPS and on this machine only; people also open http://192.168.0.5.
  uuid: () => spellUuid(crypto.getRandomValues(new Uint8Array(16))),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
  beforePaint,
  fetch: (path, init) => fetch(path, init),
  openSocket: () =>
    new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/gateway`) as Socket,
  isSeen: () => document.visibilityState === "visible",
  isFresh: !navigator.serviceWorker?.controller,
  openStorage: () => openStorage(),
  ...(browserLocks && { locks: browserLocks }),
  ...(browserNotifier && { notifier: browserNotifier }),
  openChannel(hear) {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => hear(data);
    return (said) => channel.postMessage(said);
  },
  upload: async (asked) => (await import("./upload.ts")).upload(asked),
  preview: (blob) => URL.createObjectURL(blob),
  release: (address) => URL.revokeObjectURL(address),
  measure,
  async clearCaches() {
    for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  },
};

/** Version 4 of RFC 9562. */
function spellUuid(random: Uint8Array): string {
  const bytes = Array.from(random, (byte, index) =>
    index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte,
  );
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
