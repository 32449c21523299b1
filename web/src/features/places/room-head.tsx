import { useState } from "preact/hooks";
import { allows } from "../../domain/rights.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { DeleteRoom, LeaveRoom } from "./end-room.tsx";
import { Invites } from "./invites.tsx";
import { Members } from "./members.tsx";
import { NewChannel } from "./new-channel.tsx";
import { RenameRoom } from "./rename-room.tsx";

const DIALOGS = {
  invite: Invites,
  channel: NewChannel,
  members: Members,
  rename: RenameRoom,
  leave: LeaveRoom,
  delete: DeleteRoom,
};
type DialogName = keyof typeof DIALOGS;

/** The room's name, and what can be done with the room. */
export function RoomHead({ room }: { room: Room }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [open, setOpen] = useState<DialogName | null>(null);
  const Shown = open && DIALOGS[open];
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
      {anchor && (
        <Menu anchor={anchor} label={room.room_name} items={itemsFor(room, setOpen)} onClose={() => setAnchor(null)} />
      )}
      {Shown && <Shown room={room} onClose={() => setOpen(null)} />}
    </header>
  );
}

function itemsFor(room: Room, open: (name: DialogName) => void): readonly (MenuItem | "line")[] {
  const may = (right: Parameters<typeof allows>[0]) => allows(right, "room", room.role);
  const items: (MenuItem | "line" | false)[] = [
    may("invite people, and revoke invites") && {
      icon: "user-plus",
      label: t("places.invite"),
      onChoose: () => open("invite"),
    },
    may("make a channel") && { icon: "plus", label: t("places.new_channel"), onChoose: () => open("channel") },
    { icon: "users", label: t("places.members"), onChoose: () => open("members") },
    may("rename it") && { icon: "pencil", label: t("places.rename"), onChoose: () => open("rename") },
    "line",
    { icon: "log-out", label: t("places.leave_room"), danger: true, onChoose: () => open("leave") },
    may("delete it") && {
      icon: "trash-2",
      label: t("places.delete_room"),
      danger: true,
      onChoose: () => open("delete"),
    },
  ];
  return items.filter((item) => item !== false);
}
