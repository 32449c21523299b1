import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { allows, higher, placeOf } from "../../domain/rights.ts";
import { type ChatProfile, displayName, type Member, type Role } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { removeFromChat } from "../../sync/api/chats.ts";
import { removeFromRoom, setRole } from "../../sync/api/rooms.ts";
import { IconButton } from "../../ui/button.tsx";
import { calledOf } from "../../ui/chat.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { useRole } from "./role.ts";
import { tryTo } from "./try.ts";

const ROLES: readonly Role[] = ["owner", "admin", "member"];

/** Taking someone out of a room or a chat, which is asked before: `label` names it in the menu. */
interface Removal {
  readonly label: string;
  readonly from: string;
  readonly hint: string;
  readonly remove: () => Promise<unknown>;
}

/** What may be done with a member of a room. */
export function RoomMemberMenu({ roomId, member }: { roomId: number; member: Member }) {
  const { api, store } = useClient();
  const room = store.rooms.value.get(roomId);
  if (!room || member.user_id === store.myId) return null;
  const mayName = allows("make someone an owner, an admin or a member", "room", room.role);
  const right = member.role === "member" ? "remove a member" : "remove an admin or an owner";
  const removal: Removal = {
    label: t("places.remove_from_room"),
    from: room.room_name,
    hint: t("places.remove_from_room_hint"),
    remove: () => removeFromRoom(api, roomId, member.user_id),
  };
  const roles = (mayName ? ROLES : []).map((each) => ({
    label: t(`places.role_${each}`),
    checked: member.role === each,
    onChoose: () => tryTo(setRole(api, roomId, member.user_id, each)),
  }));
  return <MemberMenu member={member} roles={roles} removal={allows(right, "room", room.role) ? removal : null} />;
}

/** The same in a chat; who is in a public channel is a member of its room. */
export function ChatMemberMenu({ chat, member }: { chat: ChatProfile; member: Member }) {
  const { api, store } = useClient();
  const role = useRole(chat);
  if (chat.room_id && !chat.private) return <RoomMemberMenu roomId={chat.room_id} member={member} />;
  const isOther = member.user_id !== store.myId;
  const theirs = higher(member.role, member.room_role ?? "member");
  const may = isOther && allows("remove a member", placeOf(chat), role) && higher(role, theirs) === role;
  const removal: Removal = {
    label: t("places.remove_from_chat"),
    from: calledOf(chat, store),
    hint: t("places.remove_from_chat_hint"),
    remove: () => removeFromChat(api, chat.chat_id, member.user_id),
  };
  return <MemberMenu member={member} roles={[]} removal={may ? removal : null} />;
}

interface Props {
  member: Member;
  roles: readonly MenuItem[];
  removal: Removal | null;
}

function MemberMenu({ member, roles, removal }: Props) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [isAsking, setAsking] = useState(false);
  const items: (MenuItem | "line")[] = [...roles];
  if (roles.length && removal) items.push("line");
  if (removal) items.push({ icon: "user-minus", label: removal.label, danger: true, onChoose: () => setAsking(true) });
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
      {anchor && <Menu anchor={anchor} label={member.username} items={items} onClose={() => setAnchor(null)} />}
      {isAsking && removal && (
        <Confirm
          title={t("places.remove_title", { who: displayName(member), name: removal.from })}
          action={t("places.remove")}
          onConfirm={removal.remove}
          onClose={() => setAsking(false)}
        >
          <p>{removal.hint}</p>
        </Confirm>
      )}
    </>
  );
}
