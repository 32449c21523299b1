/** When to come back after a connection that ended (docs/gateway.md, "When it closes"), or to ask again. Milliseconds. */

export const LONGEST_WAIT = 30_000; // between two attempts, of which a random part is waited
export const FIRST_WAIT = 500;
export const STEADY = 30_000; // a connection that lasted as long has nothing to do with those before it
export const LATER = 5_000; // at least, when the server asks to come later
const ANNOUNCED_MOST = 60_000;

const GOING_AWAY = 1001;
const ENDED = 4401;
const TOO_SLOW = 4408;
const OF_NO_USE = new Set([1002, 1007, 1009]);

const FIRST_ASKED = 2_000;

/** Until a server that could not be reached is asked once more: longer each time, and nobody at the same moment as the others. */
export function waitToAsk(attempts: number, random: number): number {
  return Math.min(LONGEST_WAIT, FIRST_ASKED * 2 ** Math.min(attempts, 20)) * (0.5 + random / 2);
}

/** Whether the session has ended. */
export function isEnd(code: number): boolean {
  return code === ENDED;
}

/** How long to wait. `attempts` have failed before this one; `random` is from 0 up to 1. */
export function waitAfter(code: number, reason: string, attempts: number, random: number): number {
  const wait = random * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(attempts, 20));
  if (code === GOING_AWAY) return announced(reason) ?? wait;
  if (code >= 4420 && code < 5000) return LATER + wait;
  // Coming back is of no use to this version of the page, but there may be another one soon.
  if (OF_NO_USE.has(code) || (code >= 4400 && code !== TOO_SLOW)) return LONGEST_WAIT + wait;
  return wait;
}

function announced(reason: string): number | null {
  try {
    const wait: unknown = JSON.parse(reason).reconnect_after_ms;
    if (typeof wait !== "number" || !Number.isFinite(wait)) return null;
    return Math.min(Math.max(wait, 0), ANNOUNCED_MOST);
  } catch {
    return null;
  }
}
