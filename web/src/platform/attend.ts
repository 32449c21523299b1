/** What the window tells the client, and the client the window. */
import { effect } from "@preact/signals";
import type { Client } from "../sync/client.ts";
import { onFocus, onHide, onWake } from "./wake.ts";

export function attend(client: Client): void {
  onWake(() => client.wake());
  onFocus((isFocused) => client.focus(isFocused));
  onHide(() => void client.flush());
  effect(() => {
    document.title = client.title.value;
  });
}
