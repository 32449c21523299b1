/** What is said where there is nothing yet, and what one can begin with: in the middle, and in the list, where a phone shows it. */
import { useId, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { allows } from "../../domain/rights.ts";
import type { Room } from "../../domain/types.ts";
import { t, type WordKey } from "../../i18n/words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ask } from "./ask.tsx";
import { makeChannel } from "./make-channel.tsx";
import { invite } from "./room-head.tsx";

export function NoChats() {
  const isNew = !useClient().store.rooms.value.size;
  return (
    <Empty title={t(isNew ? "places.welcome" : "places.no_chats_title")}>
      <p>{t(isNew ? "places.welcome_hint" : "places.no_chats_hint")}</p>
      <Beginnings />
    </Empty>
  );
}

export function ChatsHint() {
  return (
    <div class="list-hint">
      <p>{t("places.no_chats")}</p>
      <Beginnings />
    </div>
  );
}

export function NoChannels({ room }: { room: Room }) {
  const may = mayBegin(room);
  return (
    <Empty title={room.room_name}>
      <p>{t(may ? "places.no_channel_yet" : "places.no_channels")}</p>
      {may && <RoomBeginnings room={room} />}
    </Empty>
  );
}

export function ChannelsHint({ room }: { room: Room }) {
  return (
    <div class="list-hint">
      <p>{t("places.no_channels")}</p>
      {mayBegin(room) && <RoomBeginnings room={room} />}
    </div>
  );
}

function mayBegin(room: Room): boolean {
  return allows("make a channel", "room", room.role);
}

/** What someone can begin with: first, and as the one that stands out, a room for who has none yet, else a chat. */
function Beginnings() {
  const isNew = !useClient().store.rooms.value.size;
  const ways = [newRoom, newChat];
  return (
    <div class="beginnings">
      <div class="actions">
        {(isNew ? ways : ways.reverse()).map(({ icon, word, onClick }, index) => (
          <Button key={icon} {...(index ? {} : { look: "primary" as const })} onClick={onClick}>
            <Icon name={icon} />
            {t(word)}
          </Button>
        ))}
      </div>
      <JoinByLink />
    </div>
  );
}

const newRoom = {
  icon: "plus",
  word: "places.new_room",
  onClick: () => ask((dialogs, close) => <dialogs.NewRoom onClose={close} />),
} as const;
const newChat = {
  icon: "message-circle",
  word: "places.new_chat",
  onClick: () => ask((dialogs, close) => <dialogs.NewChat onClose={close} />),
} as const;

/** Paste the link that someone sent, or its code. What leads nowhere says why once it is pasted, or meant by Enter. */
function JoinByLink() {
  const [wrong, setWrong] = useState<WordKey | null>(null);
  const id = useId();
  const read = (input: HTMLInputElement, isMeant: boolean) => {
    const text = input.value.trim();
    const code = INVITE.exec(text)?.[1];
    if (code) go({ at: "join", code });
    else setWrong(isMeant && text ? wrongWith(text) : null);
  };
  return (
    <div class="field join-by-link">
      <input
        placeholder={t("places.paste_link")}
        aria-label={t("places.paste_link")}
        aria-invalid={!!wrong}
        aria-describedby={id}
        onInput={(event) => read(event.currentTarget, event.inputType === "insertFromPaste")}
        onKeyDown={(event) => event.key === "Enter" && !event.isComposing && read(event.currentTarget, true)}
      />
      <div id={id}>
        {wrong && (
          <p class="wrong" role="alert">
            {t(wrong)}
          </p>
        )}
      </div>
    </div>
  );
}

const INVITE = /(?:\/join\/|^(?=\S+$))([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/;

/** A link that makes an account is of no use to whoever has one. */
function wrongWith(text: string): WordKey {
  return text.includes("/sign-up/") ? "places.is_in" : "places.no_invite";
}

/** What one can begin with in a room that is one's own. */
function RoomBeginnings({ room }: { room: Room }) {
  return (
    <div class="actions">
      <Button look="primary" onClick={() => makeChannel(room)}>
        {t("places.new_channel")}
      </Button>
      <Button onClick={() => invite(room)}>{t("places.invite")}</Button>
    </div>
  );
}
