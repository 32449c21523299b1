import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const PRODUCT = "Besedka"; // as the page itself is called, before anything is shown

/** What the window shows, and where, as its title has it (`app/title.ts`). */
export const title = signal(PRODUCT);

/** Have the window called after what is shown in it, until something else is. `place`: where that is, else the product. */
export function useTitle(shown: string, place = PRODUCT): void {
  useEffect(() => {
    title.value = shown ? `${shown} · ${place}` : place;
  }, [shown, place]);
}
