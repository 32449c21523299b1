import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { displayName, type Member, type Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { deleteRoom, removeFromRoom, setRole } from "../../sync/api/rooms.ts";
import { Problem } from "../../sync/api.ts";
import { Button } from "../../ui/button.tsx";
import { calledOf } from "../../ui/chat.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { goFromRoom } from "./chosen.ts";
import { MemberList } from "./member-list.tsx";

interface Props {
  room: Room;
  onClose: () => void;
}

/** The last owner hands the room over first: the server says who that is. */
export function LeaveRoom({ room, onClose }: Props) {
  const { api, store } = useClient();
  const [isLastOwner, setLastOwner] = useState(false);
  const leave = async () => {
    await removeFromRoom(api, room.room_id, store.myId).catch((problem) => {
      if (problem instanceof Problem && problem.code === "last_owner") setLastOwner(true);
      throw problem;
    });
    goFromRoom(store, room.room_id);
  };
  if (isLastOwner) return <HandOver room={room} onClose={onClose} onDone={leave} />;
  return (
    <Confirm
      title={t("places.leave_room_title", { name: room.room_name })}
      action={t("places.leave")}
      onConfirm={leave}
      onClose={onClose}
    >
      <p>{t("places.leave_room_hint")}</p>
    </Confirm>
  );
}

/** Choose who is to own the room; then one leaves. */
function HandOver({ room, onClose, onDone }: Props & { onDone: () => Promise<void> }) {
  const { api, store } = useClient();
  const [heir, setHeir] = useState<Member | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const pick = (member: Member) => setHeir(member.user_id === store.myId ? null : member);
  const handOver = async (to: Member) => {
    await setRole(api, room.room_id, to.user_id, "owner");
    await onDone();
    onClose();
  };
  return (
    <Dialog title={t("places.hand_over_title", { name: room.room_name })} onClose={onClose}>
      <div class="stack">
        <p>{t("places.hand_over_hint")}</p>
        <MemberList
          source={{ roomId: room.room_id }}
          onPick={pick}
          isPicked={(member) => member.user_id === heir?.user_id}
        />
        <ProblemText problem={problem} />
        <footer>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="danger" disabled={!heir} onClick={() => heir && void handOver(heir).catch(setProblem)}>
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
  const channels = store.channelsOf(room.room_id).map((each) => calledOf(each.chat.value, store));
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
