/** Whether a finger or a pen rests on the page, and when it is lifted. */

const LIFTED = ["pointerup", "pointercancel"];
const early = { capture: true, passive: true };
let isDown = false;

addEventListener(
  "pointerdown",
  (event: PointerEvent) => {
    isDown = event.pointerType !== "mouse";
  },
  early,
);
for (const kind of LIFTED) {
  addEventListener(
    kind,
    () => {
      isDown = false;
    },
    early,
  );
}

export function isTouched(): boolean {
  return isDown;
}

/** Once it is lifted, which then clicks on nothing. The answer takes it back. */
export function onLift(act: () => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const later = () => setTimeout(() => !signal.aborted && act()); // the browser has its own say first
  for (const kind of LIFTED) addEventListener(kind, later, { signal, once: true });
  addEventListener("touchend", (event) => event.preventDefault(), { signal, once: true, passive: false });
  return () => controller.abort();
}
