import { useLayoutEffect } from "preact/hooks";
import { isPageCovered } from "./layers.ts";

/** Close by Escape what is no layer of the browser's, from before it is painted: if nothing lies above it, and it is meant. */
export function useEscape(close: () => void, isMeant: (event: KeyboardEvent) => boolean): void {
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !isPageCovered() && isMeant(event)) close();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [close]);
}
