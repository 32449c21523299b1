import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { ask } from "./ask.tsx";
import { chosenRoom } from "./chosen.ts";
import { RoomHead } from "./room-head.tsx";
import { type RowCount, Rows, useRowCount } from "./rows.tsx";
import { ChannelsHint, NoTalks } from "./welcome.tsx";

const scrolled = new Map<number | null, number>(); // by room: coming back is coming back to the place

/** The channels of the chosen room, or the chats outside of all rooms. `children` stand beside what they are called. */
export function ChatList({ children }: { children: ComponentChildren }) {
  const { store } = useClient();
  const ref = useRef<HTMLElement>(null);
  const roomId = chosenRoom(store).value;
  const room = roomId === null ? undefined : store.rooms.value.get(roomId);
  const place = room?.room_id ?? null;
  const shown = useRef(place);
  const count = useRowCount(ref, place);
  useLayoutEffect(() => {
    const top = scrolled.get(place) ?? 0;
    const isAtTop = shown.current === place && top === 0; // as it was made: saying so would lay out all there is so far
    shown.current = place;
    if (!ref.current || isAtTop) return;
    ref.current.scrollTop = top;
    count.grow();
  }, [place]);
  return (
    <section
      class={room ? "list" : "list talks"}
      ref={ref}
      aria-label={room?.room_name ?? t("places.chats")}
      onScroll={(event) => {
        scrolled.set(place, event.currentTarget.scrollTop);
        count.grow();
      }}
    >
      {room ? (
        <RoomList room={room} count={count}>
          {children}
        </RoomList>
      ) : (
        <Conversations count={count}>{children}</Conversations>
      )}
    </section>
  );
}

interface Props {
  count: RowCount;
  children: ComponentChildren;
}

function RoomList({ room, count, children }: Props & { room: Room }) {
  const { store } = useClient();
  const channels = store.channelsOf(room.room_id);
  return (
    <>
      <RoomHead room={room}>{children}</RoomHead>
      <Rows label={t("places.channels")} chats={channels} count={count} />
      {!channels.length && <ChannelsHint room={room} />}
    </>
  );
}

function Conversations({ count, children }: Props) {
  const { store } = useClient();
  const chats = store.conversations.value;
  const begin = () => ask((dialogs, close) => <dialogs.NewChat onClose={close} />);
  return (
    <>
      <header class="list-head">
        <h1>{t("places.chats")}</h1>
        {children}
        <IconButton icon="square-pen" label={t("places.new_chat")} onClick={begin} />
      </header>
      <Rows label={t("places.chats")} chats={chats} count={count} />
      {!chats.length && <NoTalks />}
    </>
  );
}
