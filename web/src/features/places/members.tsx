import { useState } from "preact/hooks";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { MemberList } from "./member-list.tsx";
import { RoomMemberMenu } from "./member-menu.tsx";
import { PersonCard } from "./person-card.tsx";

/** Who is in a room, and what they may there. */
export function Members({ room, onClose }: { room: Room; onClose: () => void }) {
  const [card, setCard] = useState<{ userId: number; anchor: HTMLElement } | null>(null);
  return (
    <Dialog title={t("places.members_of", { name: room.room_name })} onClose={onClose}>
      <MemberList
        source={{ roomId: room.room_id }}
        beside={(member) => <RoomMemberMenu roomId={room.room_id} member={member} />}
        onPick={(member, anchor) => setCard({ userId: member.user_id, anchor })}
      />
      {card && <PersonCard {...card} onClose={() => setCard(null)} onGone={onClose} />}
    </Dialog>
  );
}
