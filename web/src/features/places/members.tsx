import { useClient } from "../../app/context.ts";
import type { Member, Room } from "../../domain/types.ts";
import { displayName } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { listRoomMembers } from "../../sync/api/members.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Face } from "../../ui/face.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";

/** Who is in a room. */
export function Members({ room, onClose }: { room: Room; onClose: () => void }) {
  const { api, store } = useClient();
  const moved = store.membersRevision.value.get(`room:${room.room_id}`);
  const { value, problem } = useLoaded(() => listRoomMembers(api, room.room_id), [room.room_id, moved]);
  return (
    <Dialog title={t("places.members")} onClose={onClose}>
      <ProblemText problem={problem} />
      <ul class="people">
        {value?.members.map((member) => (
          <li key={member.user_id}>
            <PersonLine member={member} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

export function PersonLine({ member }: { member: Member }) {
  return (
    <span class="person">
      <Face userId={member.user_id} size={32} presence />
      <span class="about">
        <span dir="auto">{displayName(member)}</span>
        <small>@{member.username}</small>
      </span>
      {member.role !== "member" && <small class="role">{t(`places.role_${member.role}`)}</small>}
    </span>
  );
}
