import { useEffect } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { allows } from "../../domain/rights.ts";
import type { Chat, Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Icon } from "../../ui/icon.tsx";
import { later } from "../../ui/later.tsx";
import { ask } from "./ask.tsx";
import { comeBack, placeToOpen } from "./chosen.ts";
import { invite, makeChannel } from "./room-head.tsx";

/** Where nothing is open: the chat one was in last, or what one can begin with. */
export function Welcome() {
  const { store, gateway } = useClient();
  const isEmpty = !store.conversations.value.length;
  useEffect(() => {
    if (placeToOpen(store, null).at === "chat") comeBack(store, null, { replace: true });
  }, [isEmpty]);
  if (!isEmpty || gateway.connection.value !== "open") return null; // before `hello` it is not known what there is
  const isNew = !store.rooms.value.size;
  return (
    <Empty title={t(isNew ? "places.welcome" : "places.no_chats_title")}>
      <p>{t(isNew ? "places.welcome_hint" : "places.no_chats_hint")}</p>
      <Beginnings />
    </Empty>
  );
}

/** What someone can begin with; a phone shows it in the list. */
export function Beginnings() {
  const isNew = !useClient().store.rooms.value.size;
  return (
    <div class="beginnings">
      <div class="actions">
        <Button
          {...(isNew ? { look: "primary" as const } : {})}
          onClick={() => ask((dialogs, close) => <dialogs.NewRoom onClose={close} />)}
        >
          <Icon name="plus" />
          {t("places.new_room")}
        </Button>
        <Button
          {...(isNew ? {} : { look: "primary" as const })}
          onClick={() => ask((dialogs, close) => <dialogs.NewChat onClose={close} />)}
        >
          <Icon name="message-circle" />
          {t("places.new_chat")}
        </Button>
      </div>
      <JoinByLink />
    </div>
  );
}

/** Paste the link that someone sent. */
function JoinByLink() {
  const join = (text: string) => {
    const code = codeIn(text);
    if (code) go({ at: "join", code });
  };
  return (
    <div class="field join-by-link">
      <input
        placeholder={t("places.paste_link")}
        aria-label={t("places.paste_link")}
        onInput={(event) => join(event.currentTarget.value)}
      />
    </div>
  );
}

/** The code of an invite in a pasted link. */
export function codeIn(text: string): string | null {
  return /\/join\/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/.exec(text)?.[1] ?? null;
}

/** Instead of what is not there, or not mine. */
export const Gone = later<{ chat?: Chat | undefined }>(async () => (await import("./gone.tsx")).Gone);

/** A room of which no channel is open: the one that one was in last, or, without any, what one can begin with. */
export function RoomHome({ roomId }: { roomId: number }) {
  const { store, gateway } = useClient();
  const room = store.rooms.value.get(roomId);
  const isEmpty = !store.channelsOf(roomId).length;
  useEffect(() => {
    if (placeToOpen(store, roomId).at === "chat") comeBack(store, roomId, { replace: true });
  }, [roomId, isEmpty]);
  if (!room) return gateway.connection.value === "open" ? <Gone /> : null;
  if (!isEmpty) return null;
  const may = allows("make a channel", "room", room.role);
  return (
    <Empty title={room.room_name}>
      <p>{t(may ? "places.no_channel_yet" : "places.no_channels")}</p>
      {may && <RoomBeginnings room={room} />}
    </Empty>
  );
}

/** What one can begin with in a room that is one's own. */
export function RoomBeginnings({ room }: { room: Room }) {
  return (
    <div class="actions">
      <Button look="primary" onClick={() => makeChannel(room)}>
        {t("places.new_channel")}
      </Button>
      <Button onClick={() => invite(room)}>{t("places.invite")}</Button>
    </div>
  );
}
