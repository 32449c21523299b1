import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { allows, higher, placeOf } from "../../domain/rights.ts";
import type { Chat, Member, Role } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { removeFromChat } from "../../sync/api/chats.ts";
import { removeFromRoom, setRole } from "../../sync/api/rooms.ts";
import type { Client } from "../../sync/client.ts";
import { IconButton } from "../../ui/button.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { useRole } from "./role.ts";
import { tryTo } from "./try.ts";

const ROLES: readonly Role[] = ["owner", "admin", "member"];

type Items = readonly (MenuItem | "line")[];

/** What may be done with a member of a room. */
export function RoomMemberMenu({ roomId, member }: { roomId: number; member: Member }) {
  const client = useClient();
  const role = client.store.rooms.value.get(roomId)?.role ?? "member";
  return <MenuButton items={roomItems(client, roomId, member, role)} label={member.username} />;
}

/** The same in a chat; who is in a public channel is a member of its room. */
export function ChatMemberMenu({ chat, member }: { chat: Chat; member: Member }) {
  const client = useClient();
  const role = useRole(chat);
  if (chat.room_id && !chat.private) return <RoomMemberMenu roomId={chat.room_id} member={member} />;
  const isOther = member.user_id !== client.store.myId;
  const theirs = higher(member.role, member.room_role ?? "member");
  const may = isOther && allows("remove a member", placeOf(chat), role) && higher(role, theirs) === role;
  const remove: MenuItem = {
    icon: "user-minus",
    label: t("places.remove_from_chat"),
    danger: true,
    onChoose: () => tryTo(removeFromChat(client.api, chat.chat_id, member.user_id)),
  };
  return <MenuButton items={may ? [remove] : []} label={member.username} />;
}

function roomItems(client: Client, roomId: number, member: Member, role: Role): Items {
  const { user_id: userId } = member;
  const isOther = userId !== client.store.myId;
  const roles = allows("make someone an owner, an admin or a member", "room", role) && isOther ? ROLES : [];
  const mayRemove = allows(member.role === "member" ? "remove a member" : "remove an admin or an owner", "room", role);
  const items: (MenuItem | "line")[] = roles.map((each) => ({
    label: t(`places.role_${each}`),
    checked: member.role === each,
    onChoose: () => tryTo(setRole(client.api, roomId, userId, each)),
  }));
  if (!isOther || !mayRemove) return items;
  if (items.length) items.push("line");
  items.push({
    icon: "user-minus",
    label: t("places.remove_from_room"),
    danger: true,
    onChoose: () => tryTo(removeFromRoom(client.api, roomId, userId)),
  });
  return items;
}

function MenuButton({ items, label }: { items: Items; label: string }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (!items.length) return null;
  return (
    <>
      <IconButton
        icon="ellipsis"
        label={t("common.more")}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      />
      {anchor && <Menu anchor={anchor} label={label} items={items} onClose={() => setAnchor(null)} />}
    </>
  );
}
