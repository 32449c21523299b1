import { allows, type Right } from "../../domain/rights.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { ask } from "./ask.tsx";
import { makeChannel } from "./make-channel.tsx";
import { invite } from "./room-head.tsx";

interface Props {
  room: Room;
  anchor: HTMLElement;
  onClose: () => void;
}

/** What can be done with a room. */
export function RoomMenu({ room, anchor, onClose }: Props) {
  return <Menu anchor={anchor} label={room.room_name} items={itemsFor(room)} onClose={onClose} />;
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
