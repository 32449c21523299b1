import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { ChatRow } from "./chat-row.tsx";
import { chosenRoom } from "./chosen.ts";
import { NewChat } from "./new-chat.tsx";
import { RoomHead } from "./room-head.tsx";

/** The channels of the chosen room, or the chats outside of all rooms. */
export function ChatList() {
  const { store } = useClient();
  const roomId = chosenRoom(store).value;
  const room = roomId === null ? undefined : store.rooms.value.get(roomId);
  return <section class="list">{room ? <RoomList roomId={room.room_id} /> : <Conversations />}</section>;
}

function RoomList({ roomId }: { roomId: number }) {
  const { store } = useClient();
  const room = store.rooms.value.get(roomId);
  const channels = store.channelsOf(roomId);
  if (!room) return null;
  return (
    <>
      <RoomHead room={room} />
      <nav aria-label={t("places.channels")}>
        <h2>{t("places.channels")}</h2>
        <ul>
          {channels.map((chat) => (
            <li key={chat.id}>
              <ChatRow chat={chat} />
            </li>
          ))}
        </ul>
        {!channels.length && <p class="list-hint">{t("places.no_channels")}</p>}
      </nav>
    </>
  );
}

function Conversations() {
  const { store } = useClient();
  const [isStarting, setStarting] = useState(false);
  const chats = store.conversations.value;
  return (
    <>
      <header class="list-head">
        <h1>{t("places.chats")}</h1>
        <IconButton icon="plus" label={t("places.new_chat")} onClick={() => setStarting(true)} />
      </header>
      <nav aria-label={t("places.chats")}>
        <ul>
          {chats.map((chat) => (
            <li key={chat.id}>
              <ChatRow chat={chat} />
            </li>
          ))}
        </ul>
        {!chats.length && <p class="list-hint">{t("places.no_chats")}</p>}
      </nav>
      {isStarting && <NewChat onClose={() => setStarting(false)} />}
    </>
  );
}
