import { effect, untracked } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useClient } from "../app/context.ts";
import { onOnline } from "../platform/wake.ts";

/** While something could not be had, ask for it again whenever the network or the connection is back. */
export function useAgain(isMissing: boolean, again: () => void): void {
  const { gateway } = useClient();
  useEffect(() => {
    if (!isMissing) return;
    let wasOpen = true; // a connection that stands already is no news
    const stop = effect(() => {
      const isOpen = gateway.connection.value === "open";
      if (isOpen && !wasOpen) untracked(again);
      wasOpen = isOpen;
    });
    const stopListening = onOnline(again);
    return () => {
      stop();
      stopListening();
    };
  }, [isMissing]);
}
