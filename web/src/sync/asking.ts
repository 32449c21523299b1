/** For whoever has no connection that would tell of a server that is back. */
import type { Ports } from "./ports.ts";
import { waitToAsk } from "./waits.ts";

/** Ask now and then, ever more seldom, and only while somebody looks; until the function that is returned is called. */
export function keepAsking(ports: Ports, ask: () => void): () => void {
  let attempts = 0;
  let cancel = () => {};
  const wait = () => {
    cancel = ports.after(waitToAsk(attempts, ports.random()), () => {
      wait();
      if (ports.isSeen?.() === false) return;
      attempts++;
      ask();
    });
  };
  wait();
  return () => cancel();
}
