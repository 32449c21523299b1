import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { allows } from "../../domain/rights.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ask } from "./ask.tsx";
import { RoomMenu } from "./menus.ts";

/** The room's name, and what can be done with the room. */
export function RoomHead({ room, children }: { room: Room; children: ComponentChildren }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <header class="list-head">
      <h1>
        <button
          type="button"
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <span dir="auto">{room.room_name}</span>
          <Icon name="chevron-down" />
        </button>
      </h1>
      {children}
      {allows("invite people, and revoke invites", "room", room.role) && (
        <IconButton icon="user-plus" label={t("places.invite")} onClick={() => invite(room)} />
      )}
      {anchor && <RoomMenu room={room} anchor={anchor} onClose={() => setAnchor(null)} />}
    </header>
  );
}

export function invite(room: Room): void {
  ask((dialogs, close) => <dialogs.Invites room={room} onClose={close} />);
}
