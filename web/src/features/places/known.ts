/** Waiting until the gateway has told of what was just made: only then there is something to show. */
import { effect } from "@preact/signals";
import { go, type How, type Route } from "../../app/routes.ts";
import type { Store } from "../../store/store.ts";

const AT_MOST = 3_000; // milliseconds: then the page says what it knows

/** Be in a chat or a room that was just made or joined. */
export async function goToNew(store: Store, to: Route & { at: "chat" | "room" }, how: How = {}): Promise<void> {
  await until(() => (to.at === "chat" ? store.chats.value.has(to.chatId) : store.rooms.value.has(to.roomId)));
  go(to, how);
}

/** Until `isSo`, which reads signals, or for as long as one can be kept waiting. */
export async function until(isSo: () => boolean): Promise<void> {
  let stop = () => {};
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, AT_MOST);
    stop = effect(() => {
      if (!isSo()) return;
      clearTimeout(timer);
      resolve();
    });
  });
  stop();
}
