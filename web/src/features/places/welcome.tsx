import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { allows } from "../../domain/rights.ts";
import { t } from "../../i18n/words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { NewChannel } from "./new-channel.tsx";
import { NewChat } from "./new-chat.tsx";
import { NewRoom } from "./new-room.tsx";

/** Where nothing is open: what one can begin with. */
export function Welcome() {
  const { store } = useClient();
  const [open, setOpen] = useState<"room" | "chat" | null>(null);
  const isNew = !store.rooms.value.size && !store.chats.value.size;
  return (
    <Empty title={t(isNew ? "places.welcome" : "places.nothing_open")}>
      <p>{t(isNew ? "places.welcome_hint" : "places.nothing_open_hint")}</p>
      <div class="actions">
        <Button look="primary" onClick={() => setOpen("room")}>
          {t("places.new_room")}
        </Button>
        <Button onClick={() => setOpen("chat")}>{t("places.new_chat")}</Button>
      </div>
      {isNew && <JoinByLink />}
      {open === "room" && <NewRoom onClose={() => setOpen(null)} />}
      {open === "chat" && <NewChat onClose={() => setOpen(null)} />}
    </Empty>
  );
}

/** Paste the link that someone sent. */
function JoinByLink() {
  const join = (text: string) => {
    const code = /\/join\/([^/?#\s]+)/.exec(text)?.[1];
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

/** A room of which no channel is open. */
export function RoomHome({ roomId }: { roomId: number }) {
  const { store } = useClient();
  const [isMaking, setMaking] = useState(false);
  const room = store.rooms.value.get(roomId);
  if (!room) return <Empty title={t("common.not_found")} />;
  const channels = store.channelsOf(roomId);
  const may = allows("make a channel", "room", room.role);
  return (
    <Empty title={room.room_name}>
      <p>{t(channels.length ? "places.choose_channel" : may ? "places.no_channel_yet" : "places.no_channels")}</p>
      {!channels.length && may && (
        <Button look="primary" onClick={() => setMaking(true)}>
          {t("places.new_channel")}
        </Button>
      )}
      {isMaking && <NewChannel room={room} onClose={() => setMaking(false)} />}
    </Empty>
  );
}
