/** What the window tells the client, and the client the window. */
import { effect } from "@preact/signals";
import type { Client } from "../sync/client.ts";
import { whenIdle } from "./idle.ts";
import { followPictures } from "./missing.ts";
import { onFocus, onHide, onWake } from "./wake.ts";

const SOON = 200; // milliseconds, at the latest

export function attend(client: Client): void {
  onWake(() => client.wake());
  onFocus((isFocused) => client.focus(isFocused));
  onHide(() => void client.flush());
  entitle(client);
  followPictures(client);
  for (const name of ["dragenter", "dragover", "drop"] as const) addEventListener(name, refuseFiles);
}

/**
 * The browser would open a file in place of the page, also one that is dropped where it has just come: whoever takes what is dropped
 * says so after this.
 */
function refuseFiles(event: DragEvent): void {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

/** A title costs the browser more than a message: what comes and is read at once changes none. */
function entitle(client: Client): void {
  let isDue = false;
  effect(() => {
    client.title.value;
    if (isDue) return;
    isDue = true;
    whenIdle(() => {
      isDue = false;
      const title = client.title.peek();
      if (document.title !== title) document.title = title;
    }, SOON);
  });
}
