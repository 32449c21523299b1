import { useEffect } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Room } from "../../domain/types.ts";
import { later } from "../../ui/later.tsx";
import { useTitle } from "../../ui/title.ts";
import { comeBack, goToLast, placeToOpen } from "./chosen.ts";
import type { GoneProps } from "./gone.tsx";

const load = () => import("./beginnings.tsx");
const NoChats = later(async () => (await load()).NoChats);
const NoChannels = later<{ room: Room }>(async () => (await load()).NoChannels);
const ChatsHint = later(async () => (await load()).ChatsHint);
/** The same in the list of a room's channels. */
export const ChannelsHint = later<{ room: Room }>(async () => (await load()).ChannelsHint);

/** Where nothing is open: the chat one was in last, or what one can begin with. */
export function Welcome() {
  const { store, gateway } = useClient();
  useTitle("");
  const isEmpty = !store.conversations.value.length;
  const isKnown = store.chats.value.size > 0;
  useEffect(() => {
    if (goToLast(store)) return;
    if (placeToOpen(store, null).at === "chat") comeBack(store, null, { replace: true });
  }, [isEmpty, isKnown]);
  // Before `hello` it is not known what there is.
  return isEmpty && gateway.connection.value === "open" ? <NoChats /> : null;
}

/** Where there are no chats to list. Before the very first `hello` it is not known that there are none. */
export function NoTalks() {
  const { store, gateway } = useClient();
  gateway.connection.value; // opens by it
  return store.epoch ? <ChatsHint /> : null;
}

/** Instead of what is not there, or not mine. */
export const Gone = later<GoneProps>(() => import("./gone.tsx").then((part) => part.Gone));

/** A room of which no channel is open: the one that one was in last, or, without any, what one can begin with. */
export function RoomHome({ roomId }: { roomId: number }) {
  const { store, gateway } = useClient();
  const room = store.rooms.value.get(roomId);
  const isEmpty = !store.channelsOf(roomId).length;
  useTitle("", room?.room_name);
  useEffect(() => {
    if (placeToOpen(store, roomId).at === "chat") comeBack(store, roomId, { replace: true });
  }, [roomId, isEmpty]);
  if (!room) return gateway.connection.value === "open" ? <Gone /> : null;
  return isEmpty ? <NoChannels room={room} /> : null;
}
