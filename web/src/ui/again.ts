import { effect, untracked } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useClient } from "../app/context.ts";
import { onOnline, onSeen } from "../platform/wake.ts";
import { Problem } from "../sync/api.ts";
import { keepAsking } from "../sync/asking.ts";
import type { Client } from "../sync/client.ts";

/** Whether the server was not there to answer, or what stands before it said so. */
export function isAway(problem: unknown): boolean {
  return problem instanceof Problem && (problem.status === 0 || (problem.status > 501 && problem.status < 505));
}

/**
 * While something could not be had, ask for it again whenever the network or the connection is back; and now and then, as a
 * network that has just come back may not carry yet, and strangers have no connection.
 */
export function useAgain(isMissing: boolean, again: () => void): void {
  const client = useClient();
  const latest = useRef(again);
  latest.current = again;
  useLayoutEffect(() => {
    if (!isMissing) return;
    const ask = () => latest.current();
    const stops = [keepAsking(client.ports, ask), onSeen(ask), onConnected(client, ask), onOnline(ask)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [isMissing]);
}

/** Whenever there is a connection again; one that stands already is no news. */
function onConnected({ gateway }: Client, tell: () => void): () => void {
  let wasOpen = true;
  return effect(() => {
    const isOpen = gateway.connection.value === "open";
    if (isOpen && !wasOpen) untracked(tell);
    wasOpen = isOpen;
  });
}
