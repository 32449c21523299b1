import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go, route } from "../../app/routes.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { Store } from "../../store/store.ts";
import { Badge } from "../../ui/badge.tsx";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { chosenRoom, keepRoom } from "./chosen.ts";
import { Me } from "./me.tsx";
import { NewRoom } from "./new-room.tsx";

/** All rooms, one below the other: first the chats outside of any. */
export function Rail() {
  const { store } = useClient();
  const [isMaking, setMaking] = useState(false);
  const chosen = chosenRoom(store).value;
  return (
    <nav class="rail" aria-label={t("places.rooms")}>
      <HomeButton isCurrent={chosen === null} />
      <ul>
        {store.roomList.value.map((room) => (
          <li key={room.room_id}>
            <RoomButton room={room} isCurrent={room.room_id === chosen} />
          </li>
        ))}
      </ul>
      <IconButton class="room-new" icon="plus" label={t("places.new_room")} onClick={() => setMaking(true)} />
      <span class="stretch" />
      <Me />
      {isMaking && <NewRoom onClose={() => setMaking(false)} />}
    </nav>
  );
}

function HomeButton({ isCurrent }: { isCurrent: boolean }) {
  const { store } = useClient();
  const counts = countIn(store, null);
  const open = () => {
    keepRoom(null);
    go({ at: "home" });
  };
  return (
    <button
      type="button"
      class="room home"
      aria-current={isCurrent ? "true" : undefined}
      title={t("places.chats")}
      aria-label={t("places.chats")}
      onClick={open}
    >
      <Icon name="message-circle" />
      <Badge count={counts.calls || counts.unread} look="call" />
    </button>
  );
}

function RoomButton({ room, isCurrent }: { room: Room; isCurrent: boolean }) {
  const { store } = useClient();
  const { unread, calls } = countIn(store, room.room_id);
  const open = () => {
    keepRoom(room.room_id);
    const first = store.channelsOf(room.room_id)[0];
    const isPhone = matchMedia("(max-width: 680px)").matches;
    if (!first || isPhone) go({ at: "room", roomId: room.room_id });
    else if (!isCurrent || route.peek().at !== "chat") go({ at: "chat", chatId: first.id });
  };
  return (
    <button
      type="button"
      class="room"
      aria-current={isCurrent ? "true" : undefined}
      title={room.room_name}
      aria-label={room.room_name}
      onClick={open}
    >
      <span dir="auto">{initialsOf(room.room_name)}</span>
      {calls ? <Badge count={calls} look="call" /> : unread ? <span class="unread-dot" /> : null}
    </button>
  );
}

/** What waits in a room, or outside of all; chats that are muted do not count. */
function countIn(store: Store, roomId: number | null): { unread: number; calls: number } {
  let [unread, calls] = [0, 0];
  for (const each of store.chats.value.values()) {
    const chat = each.chat.value;
    if ((chat.room_id ?? null) !== roomId || chat.notifications === "none") continue;
    unread += chat.notifications === "all" ? chat.NewMsgCount : 0;
    calls += chat.MentionCount;
  }
  return { unread, calls };
}

/** Two characters that stand for a name, in any script. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0]) : [...(words[0] ?? "")].slice(0, 2);
  return letters.join("").toUpperCase();
}
