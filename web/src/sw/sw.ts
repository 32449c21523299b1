/**
 * The service worker: the page and its parts from what was kept, so that it opens at once and without a network; and
 * notifications that were chosen. It keeps nothing of what people say. Nothing is imported here: it is one plain script.
 */
declare const self: ServiceWorkerGlobalScope;

interface Shell {
  /** Another one for every build. */
  readonly version: string;
  /** The page, and what it may load. */
  readonly paths: readonly string[];
}

// Filled in when the page is built (`tools/shell.ts`).
const shell: Shell = JSON.parse("__SHELL__");
const NAME = `shell-${shell.version}`;
const KEPT = 2; // versions: a page that is open still loads parts of the one before

// As in `app/routes.ts`; a test holds them equal.
const PAGES = /^\/($|c\/|r\/|join\/|sign-in$|sign-up($|\/)|password\/|settings($|\/)|server-settings($|\/))/;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld());
});

self.addEventListener("message", ({ data }) => {
  if (data === "take-over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const path = pathOf(event.request);
  if (path) event.respondWith(answer(path));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

async function keepShell(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll(shell.paths.map((path) => new Request(path, { cache: "no-cache" })));
}

async function dropOld(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== NAME);
  for (const name of names.slice(0, Math.max(0, names.length - KEPT + 1))) await caches.delete(name);
}

/** By which path of the shell a request is answered; null: by the server alone. */
function pathOf(request: Request): string | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return null;
  if (request.mode === "navigate") return PAGES.test(pathname) ? "/" : null;
  return pathname.startsWith("/assets/") || shell.paths.includes(pathname) ? pathname : null;
}

async function answer(path: string): Promise<Response> {
  const kept = (await caches.match(path, { cacheName: NAME })) ?? (await caches.match(path));
  if (kept) return kept;
  // By its path: as it is when nobody opens it, without what a visit is told to ask ahead.
  const response = await fetch(path);
  // Signing out clears what is kept: the shell comes back with use.
  if (response.ok && shell.paths.includes(path)) await (await caches.open(NAME)).put(path, response.clone());
  return response;
}

async function open({ chatId, seq }: { chatId: number; seq: number }): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window" });
  const window = windows.find((each) => each.visibilityState === "visible") ?? windows[0];
  if (!window) {
    await self.clients.openWindow(`/c/${chatId}/${seq}`);
    return;
  }
  await window.focus();
  window.postMessage({ t: "open", chatId, seq });
}

export {};
