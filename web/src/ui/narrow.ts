/** Whether the window is as narrow as a phone, where one thing is shown at a time. */
import { type ReadonlySignal, signal } from "@preact/signals";

const query = matchMedia("(max-width: 42.5em)"); // as in the sheets
const narrow = signal(query.matches);
query.addEventListener("change", () => {
  narrow.value = query.matches;
});

export const isNarrow: ReadonlySignal<boolean> = narrow;
