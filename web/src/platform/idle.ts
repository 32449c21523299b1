/** For what can wait until the page has nothing else to do, but no longer than so many milliseconds. What is returned ends that. */
export function whenIdle(act: () => void, latest: number): () => void {
  if (!("requestIdleCallback" in globalThis)) {
    const timer = setTimeout(act, latest); // Safari
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(act, { timeout: latest });
  return () => cancelIdleCallback(asked);
}

/** The same, but never before what is there now has been painted. */
export function whenPainted(act: () => void, latest: number): () => void {
  let stop = () => {};
  const frame = requestAnimationFrame(() => {
    stop = whenIdle(act, latest);
  });
  return () => {
    cancelAnimationFrame(frame);
    stop();
  };
}
