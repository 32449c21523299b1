import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { displayName, type Member, type Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { deleteRoom, removeFromRoom, setRole } from "../../sync/api/rooms.ts";
import { Button } from "../../ui/button.tsx";
import { calledOf } from "../../ui/chat.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";
import { findOthers } from "./last-owner.ts";
import { goFromRoom } from "./leaving.ts";
import { MemberList } from "./member-list.tsx";

interface Props {
  room: Room;
  onClose: () => void;
}

/** Out of a room: whoever owns it is told first what that takes. */
export function LeaveRoom(props: Props) {
  return props.room.role === "owner" ? <LeaveOwned {...props} /> : <Leave {...props} />;
}

/** The last owner hands the room over, or deletes it; with the last member it would go, too. */
function LeaveOwned(props: Props) {
  const { room, onClose } = props;
  const client = useClient();
  const { value: others, problem } = useLoaded(() => findOthers(client, room.room_id), [room.room_id]);
  const [deletes, setDeletes] = useState(false);
  if (deletes || others === "none") return <DeleteRoom {...props} />;
  if (others === "members") return <HandOver {...props} onDelete={() => setDeletes(true)} />;
  if (others) return <Leave {...props} />;
  return (
    <Dialog title={t("places.leave_room_title", { name: room.room_name })} onClose={onClose}>
      <div aria-busy={!problem}>
        <ProblemText problem={problem} />
      </div>
    </Dialog>
  );
}

function Leave({ room, onClose }: Props) {
  const { api, store } = useClient();
  return (
    <Confirm
      title={t("places.leave_room_title", { name: room.room_name })}
      action={t("places.leave")}
      onConfirm={async () => {
        await removeFromRoom(api, room.room_id, store.myId);
        goFromRoom(store, room.room_id);
      }}
      onClose={onClose}
    >
      <p>{t("places.leave_room_hint")}</p>
    </Confirm>
  );
}

/** Choose who is to own the room; then one leaves. */
function HandOver({ room, onClose, onDelete }: Props & { onDelete: () => void }) {
  const { api, store } = useClient();
  const [heir, setHeir] = useState<Member | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const pick = (member: Member) => setHeir(member.user_id === store.myId ? null : member);
  const handOver = async (to: Member) => {
    goFromRoom(store, room.room_id); // what shows who is in it would ask again for each change, until it is refused
    await setRole(api, room.room_id, to.user_id, "owner");
    await removeFromRoom(api, room.room_id, store.myId);
    onClose();
  };
  const start = async (to: Member) => {
    if (busy) return;
    setBusy(true); // the list goes before the room does, of which nothing can be asked any more
    await handOver(to).catch((refused) => {
      setProblem(refused);
      setBusy(false);
    });
  };
  return (
    <Dialog title={t("places.hand_over_title", { name: room.room_name })} onClose={onClose}>
      <div class="stack">
        <p>{t("places.hand_over_hint")}</p>
        {!busy && (
          <MemberList
            source={{ roomId: room.room_id }}
            onPick={pick}
            isPicked={(member) => member.user_id === heir?.user_id}
          />
        )}
        <ProblemText problem={problem} />
        <footer>
          <Button onClick={onDelete}>{t("places.delete_room")}</Button>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="danger" busy={busy} disabled={!heir} onClick={() => heir && void start(heir)}>
            {heir ? t("places.hand_over_to", { name: displayName(heir) }) : t("places.hand_over")}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}

export function DeleteRoom({ room, onClose }: Props) {
  const { api, store } = useClient();
  const remove = async () => {
    await deleteRoom(api, room.room_id);
    goFromRoom(store, room.room_id);
  };
  const channels = store.channelsOf(room.room_id).map((each) => calledOf(each.profile.value, store));
  return (
    <Confirm
      title={t("places.delete_room_title", { name: room.room_name })}
      action={t("places.delete_room")}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>{t("places.delete_room_hint")}</p>
      {channels.length > 0 && (
        <p class="goes" dir="auto">
          {channels.join(", ")}
        </p>
      )}
    </Confirm>
  );
}
