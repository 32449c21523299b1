/** When a finger or a pen that rests on the page is lifted. */
import { LIFTED } from "./touch.ts";

/** Once it is lifted, which then clicks on nothing. The answer takes it back. */
export function onLift(act: () => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const later = () => setTimeout(() => !signal.aborted && act()); // the browser has its own say first
  for (const kind of LIFTED) addEventListener(kind, later, { signal, once: true });
  addEventListener("touchend", (event) => event.preventDefault(), { signal, once: true, passive: false });
  return () => controller.abort();
}
