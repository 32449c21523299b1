/** Waiting until the gateway has told of what was just made: only then there is something to show. */
import { effect } from "@preact/signals";
import { go, type Route } from "../../app/routes.ts";
import type { Store } from "../../store/store.ts";

const AT_MOST = 3_000; // milliseconds: then the page says what it knows
const CHANNELS = 500; // milliseconds after a room in which its channels are told of, if it has any

/** Be in a chat that was just made. */
export async function goToNew(store: Store, to: Route & { at: "chat" }): Promise<void> {
  await until(() => store.chats.value.has(to.chatId));
  go(to);
}

/** Be in a room that was just joined, in the channel that was its first: also on a phone, where its list would say less than what goes on. */
export async function enterRoom(store: Store, roomId: number): Promise<void> {
  await until(() => store.rooms.value.has(roomId));
  await until(() => store.channelsOf(roomId).length > 0, CHANNELS);
  const ids = store.channelsOf(roomId).map((each) => each.id);
  go(ids.length ? { at: "chat", chatId: Math.min(...ids) } : { at: "room", roomId }, { replace: true });
}

/** Until `isSo`, which reads signals, or for as long as one can be kept waiting. */
export async function until(isSo: () => boolean, atMost = AT_MOST): Promise<void> {
  let stop = () => {};
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, atMost);
    stop = effect(() => {
      if (!isSo()) return;
      clearTimeout(timer);
      resolve();
    });
  });
  stop();
}
