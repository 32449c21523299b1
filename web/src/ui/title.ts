import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** What the window shows, and where, as its title has it (`app/title.ts`). */
export const title = signal("");

/** Have the window called after what is shown in it, until something else is. `place`: where that is, else the product. */
export function useTitle(shown: string, place = "Besedka"): void {
  useEffect(() => {
    title.value = shown ? `${shown} · ${place}` : place;
  }, [shown, place]);
}
