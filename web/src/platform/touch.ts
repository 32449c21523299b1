/** Whether a finger or a pen rests on the page, and for long. */

const LONG = 450; // milliseconds that it rests
const STILL = 10; // pixels that it may move meanwhile
export const LIFTED = ["pointerup", "pointercancel"];
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

/** If what has just come down rests there. Not every browser of a phone says `contextmenu`. */
export function onRest({ clientX, clientY, pointerType }: PointerEvent, act: () => void): void {
  if (pointerType === "mouse") return;
  const controller = new AbortController();
  const options = { ...early, signal: controller.signal };
  const timer = setTimeout(() => {
    controller.abort();
    act();
  }, LONG);
  const end = () => {
    clearTimeout(timer);
    controller.abort();
  };
  for (const kind of LIFTED) addEventListener(kind, end, options);
  const follow = (to: PointerEvent) => Math.hypot(to.clientX - clientX, to.clientY - clientY) > STILL && end();
  addEventListener("pointermove", follow, options);
}
