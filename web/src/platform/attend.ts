/** What the window tells the client, and the client the window. */
import type { Client } from "../sync/client.ts";
import { followPictures } from "./missing.ts";
import { onFocus, onHide, onWake } from "./wake.ts";

export function attend(client: Client): void {
  onWake(() => client.wake());
  onFocus((isFocused) => client.focus(isFocused));
  onHide(() => void client.flush());
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
