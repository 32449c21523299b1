import { useEffect, useRef } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Badge } from "../../ui/badge.tsx";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { loadSoon } from "../../ui/later.tsx";
import { useRoving } from "../../ui/roving.ts";
import { Asked, ask } from "./ask.tsx";
import { chosenRoom, comeBack } from "./chosen.ts";
import { type Waiting, waitingIn } from "./counts.ts";
import { Me } from "./me.tsx";
import { ChatMenu, MeMenu, RoomMenu } from "./menus.ts";
import { initialsOf } from "./names.ts";

/** All rooms, one below the other: first the chats outside of any. */
export function Rail() {
  const { store } = useClient();
  const ref = useRef<HTMLElement>(null);
  useEffect(() => loadSoon(MeMenu, RoomMenu, ChatMenu), []);
  const chosen = chosenRoom(store).value;
  const chats = [...store.chats.value.values()].map((each) => each.counted.value);
  return (
    <>
      <nav class="rail" {...useRoving(ref)} aria-label={t("places.rooms")}>
        <HomeButton isCurrent={chosen === null} waiting={waitingIn(chats, null)} />
        <ul>
          {store.roomList.value.map((room) => (
            <li key={room.room_id}>
              <RoomButton room={room} isCurrent={room.room_id === chosen} waiting={waitingIn(chats, room.room_id)} />
            </li>
          ))}
        </ul>
        <IconButton
          class="room-new"
          icon="plus"
          label={t("places.new_room")}
          onClick={() => ask((dialogs, close) => <dialogs.NewRoom onClose={close} />)}
        />
        <span class="stretch" />
        <Me />
      </nav>
      <Asked />
    </>
  );
}

function HomeButton({ isCurrent, waiting }: { isCurrent: boolean; waiting: Waiting }) {
  const { store } = useClient();
  return (
    <button
      type="button"
      class="room home"
      data-stop
      aria-current={isCurrent ? "true" : undefined}
      title={t("places.chats")}
      aria-label={called(t("places.chats"), waiting)}
      onClick={() => comeBack(store, null)}
    >
      <Icon name="message-circle" />
      <Waits waiting={waiting} />
    </button>
  );
}

function RoomButton({ room, isCurrent, waiting }: { room: Room; isCurrent: boolean; waiting: Waiting }) {
  const { store } = useClient();
  return (
    <button
      type="button"
      class="room"
      data-stop
      aria-current={isCurrent ? "true" : undefined}
      title={room.room_name}
      aria-label={called(room.room_name, waiting)}
      onClick={() => comeBack(store, room.room_id)}
    >
      <span class="initials" data-initials={initialsOf(room.room_name)} />
      <Waits waiting={waiting} />
    </button>
  );
}

function Waits({ waiting: { calls, unread } }: { waiting: Waiting }) {
  if (calls) return <Badge count={calls} look="call" />;
  return unread ? <span class="unread-dot" /> : null;
}

/** A name, and what a reader of the screen sees beside it. */
function called(name: string, { calls, unread }: Waiting): string {
  if (calls) return `${name}, ${t("places.mentions", { count: calls })}`;
  return unread ? `${name}, ${t("places.unread", { count: unread })}` : name;
}
