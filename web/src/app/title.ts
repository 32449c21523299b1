/** The window's title: how much is unread, and what is shown. */
import { effect } from "@preact/signals";
import { whenIdle } from "../platform/idle.ts";
import type { Client } from "../sync/client.ts";
import { title } from "../ui/title.ts";

const SOON = 200; // milliseconds, at the latest
const MOST = 99; // unread messages that are counted

/** A title costs the browser more than a message: what comes and is read at once changes none. */
export function followTitle(client: Client): void {
  let isDue = false;
  effect(() => {
    spell(client);
    if (isDue) return;
    isDue = true;
    whenIdle(() => {
      isDue = false;
      const spelled = spell(client);
      if (document.title !== spelled) document.title = spelled;
    }, SOON);
  });
}

function spell({ session, store }: Client): string {
  const unread = session.value === "signed-in" ? store.unreadTotal.value : 0;
  return unread ? `(${unread > MOST ? `${MOST}+` : unread}) ${title.value}` : title.value;
}
