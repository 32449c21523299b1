/** The service worker, and newer versions of the page that it brings. */
import { effect } from "@preact/signals";
import type { Client } from "../sync/client.ts";
import { Updates } from "../sync/updates.ts";
import { scriptAddress } from "./trusted.ts";

const WORKER = "/sw.js";
const RELOADED = "besedka.reloaded";
const LOOK_EVERY = 30_000; // milliseconds
const ASK_EVERY = 3_600_000; // whether the server has a newer version
const IDLE = 60_000;

// Fields whose contents a reload would lose; those that are kept say so.
const FILLED = "input:not([type=checkbox], [type=radio], [data-kept]), textarea:not([data-kept])";

/** Register the service worker, and take newer versions in calm moments. */
export function followUpdates(client: Client): Updates {
  const page = new Page(client);
  const updates = new Updates(page);
  page.onCalm(() => updates.look());
  addEventListener("vite:preloadError", () => void lookForPart(updates));
  const begun = import.meta.env.PROD ? register(updates, page) : unregister();
  void begun.catch(() => {}); // refused: the page works without
  return updates;
}

/** While one works on the page, that of another time would show what it kept. */
async function unregister(): Promise<void> {
  for (const each of (await navigator.serviceWorker?.getRegistrations()) ?? []) await each.unregister();
}

async function register(updates: Updates, page: Page): Promise<void> {
  if (!navigator.serviceWorker) return;
  const hadWorker = navigator.serviceWorker.controller !== null;
  const registration = await navigator.serviceWorker.register(scriptAddress(WORKER));
  page.registration = registration;
  if (registration.waiting && hadWorker) updates.found();
  const expect = (worker: ServiceWorker | null) =>
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) updates.found();
    });
  expect(registration.installing); // it may have been found before this was
  registration.addEventListener("updatefound", () => expect(registration.installing));
  navigator.serviceWorker.addEventListener("controllerchange", () => hadWorker && updates.takenOver());
  const ask = () => void registration.update().catch(() => {});
  setInterval(ask, ASK_EVERY);
  page.onReturn(ask);
}

/** A part did not come: it is gone from the server, unless it is the network that is. Without that a reload would lose the page. */
async function lookForPart(updates: Updates): Promise<void> {
  const page = await fetch("/", { cache: "no-store" }).catch(() => null);
  if (page?.ok) updates.missed();
}

class Page {
  registration: ServiceWorkerRegistration | null = null;
  private readonly client: Client;
  private touchedAt = Date.now();

  constructor(client: Client) {
    this.client = client;
    for (const kind of ["keydown", "pointerdown", "wheel", "touchstart"]) {
      addEventListener(kind, () => this.touch(), { passive: true, capture: true });
    }
  }

  onCalm(look: () => void): void {
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && look());
    setInterval(look, LOOK_EVERY);
  }

  /** There is a connection again: to a server that may have been updated meanwhile. */
  onReturn(act: () => void): void {
    let times = 0;
    effect(() => {
      if (this.client.gateway.connection.value === "open" && times++ > 0) act();
    });
  }

  now(): number {
    return Date.now();
  }

  isCalm(): boolean {
    const isLeft = document.visibilityState === "hidden" || Date.now() - this.touchedAt > IDLE;
    return isLeft && !this.client.outbox.isBusy && !isHalfDone();
  }

  takeOver(): void {
    this.registration?.waiting?.postMessage("take-over");
  }

  reload(): void {
    void this.client.flush().finally(() => location.reload());
  }

  lastReload(): number {
    try {
      return Number(sessionStorage.getItem(RELOADED)) || 0;
    } catch {
      return Date.now(); // nothing could stop a loop
    }
  }

  noteReload(at: number): void {
    try {
      sessionStorage.setItem(RELOADED, String(at));
    } catch {
      // `lastReload` knows
    }
  }

  private touch(): void {
    this.touchedAt = Date.now();
  }
}

/** Whether something is open that a reload would close, is filled in, or plays. */
function isHalfDone(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(FILLED)];
  const players = [...document.querySelectorAll<HTMLMediaElement>("audio, video")];
  return (
    document.querySelector("dialog[open]") !== null ||
    fields.some((field) => field.value !== field.defaultValue) ||
    players.some((player) => !player.paused)
  );
}
