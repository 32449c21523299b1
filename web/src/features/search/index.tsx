/** What the rest of the page may use of search. */
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { shortcutOf } from "../../platform/shortcuts.ts";
import { loadSoon } from "../../ui/later.tsx";
import { laterPalette } from "../../ui/later-palette.tsx";
import { coverPage } from "../../ui/layers.ts";
import type { Place } from "./looking.ts";

const isOpen = signal(false);
const asked = signal<Place | null>(null);
coverPage(() => isOpen.peek());
const close = () => {
  isOpen.value = false;
};

const typed = signal("");
const Pane = laterPalette("search.title", "search.placeholder", () => import("./pane.tsx").then((part) => part.Pane));

/** Open the search, in a chat or a room if one is given: `label` is what it is called. `text`: what to look for. */
export function openSearch(place: Place | null = null, text = ""): void {
  asked.value = place;
  typed.value = text;
  isOpen.value = true;
}

/** The search, when it is asked for: by `openSearch`, or by Ctrl+Shift+F. Stands once on the page. */
export function Search() {
  useEffect(() => loadSoon(Pane), []);
  useLayoutEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (shortcutOf(event) !== "search") return;
      event.preventDefault();
      openSearch();
    };
    addEventListener("keydown", open);
    return () => removeEventListener("keydown", open);
  }, []);
  return isOpen.value ? <Pane typed={typed} place={asked.value} onClose={close} /> : null;
}
