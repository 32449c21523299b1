/** When somebody comes back: to the window, from sleep, to the network. */
export function onWake(wake: () => void): void {
  addEventListener("online", wake);
  addEventListener("focus", wake);
  // From the cache of pages that one has left, with sockets that were cut meanwhile.
  addEventListener("pageshow", (event: PageTransitionEvent) => event.persisted && wake());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
}
