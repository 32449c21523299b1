import { useState } from "preact/hooks";
import { allows, type Right } from "../../domain/rights.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { ask } from "./ask.tsx";

/** The room's name, and what can be done with the room. */
export function RoomHead({ room }: { room: Room }) {
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
      {allows("invite people, and revoke invites", "room", room.role) && (
        <IconButton icon="user-plus" label={t("places.invite")} onClick={() => invite(room)} />
      )}
      {anchor && <Menu anchor={anchor} label={room.room_name} items={itemsFor(room)} onClose={() => setAnchor(null)} />}
    </header>
  );
}

export function invite(room: Room): void {
  ask((dialogs, close) => <dialogs.Invites room={room} onClose={close} />);
}

export function makeChannel(room: Room): void {
  ask((dialogs, close) => <dialogs.NewChannel room={room} onClose={close} />);
}

function itemsFor(room: Room): readonly (MenuItem | "line")[] {
  const may = (right: Right) => allows(right, "room", room.role);
  const items: (MenuItem | "line" | false)[] = [
    may("invite people, and revoke invites") && {
      icon: "user-plus",
      label: t("places.invite"),
      onChoose: () => invite(room),
    },
    may("make a channel") && { icon: "plus", label: t("places.new_channel"), onChoose: () => makeChannel(room) },
    {
      icon: "users",
      label: t("places.members"),
      onChoose: () => ask((dialogs, close) => <dialogs.Members room={room} onClose={close} />),
    },
    may("rename it") && {
      icon: "pencil",
      label: t("places.rename"),
      onChoose: () => ask((dialogs, close) => <dialogs.RenameRoom room={room} onClose={close} />),
    },
    "line",
    {
      icon: "log-out",
      label: t("places.leave_room"),
      danger: true,
      onChoose: () => ask((dialogs, close) => <dialogs.LeaveRoom room={room} onClose={close} />),
    },
    may("delete it") && {
      icon: "trash-2",
      label: t("places.delete_room"),
      danger: true,
      onChoose: () => ask((dialogs, close) => <dialogs.DeleteRoom room={room} onClose={close} />),
    },
  ];
  return items.filter((item) => item !== false);
}
