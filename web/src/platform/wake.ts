/** When somebody comes back: to the window, from sleep, to the network. */
export function onWake(wake: () => void): void {
  addEventListener("online", wake);
  addEventListener("focus", wake);
  // From the cache of pages that one has left, with sockets that were cut meanwhile.
  addEventListener("pageshow", (event: PageTransitionEvent) => event.persisted && wake());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
}

/** Whenever the network is back; until the function that is returned is called. */
export function onOnline(tell: () => void): () => void {
  addEventListener("online", tell);
  return () => removeEventListener("online", tell);
}

/** Whenever the page is on a screen again; until the function that is returned is called. */
export function onSeen(tell: () => void): () => void {
  const look = () => document.visibilityState === "visible" && tell();
  document.addEventListener("visibilitychange", look);
  return () => document.removeEventListener("visibilitychange", look);
}

/** Whether the window is in front, with the keyboard: now, and whenever that changes. */
export function onFocus(tell: (isFocused: boolean) => void): void {
  const look = () => tell(document.visibilityState === "visible" && document.hasFocus());
  for (const kind of ["focus", "blur"]) addEventListener(kind, look);
  document.addEventListener("visibilitychange", look);
  look();
}

/** The page is put away, and may never come back. */
export function onHide(keep: () => void): void {
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
}
