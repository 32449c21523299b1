import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { deleteRoom, removeFromRoom } from "../../sync/api/rooms.ts";
import { Confirm } from "../../ui/confirm.tsx";

interface Props {
  room: Room;
  onClose: () => void;
}

/** The last owner hands the room over first: the server says so. */
export function LeaveRoom({ room, onClose }: Props) {
  const { api, store } = useClient();
  const leave = async () => {
    await removeFromRoom(api, room.room_id, store.myId);
    go({ at: "home" });
  };
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

export function DeleteRoom({ room, onClose }: Props) {
  const { api } = useClient();
  const remove = async () => {
    await deleteRoom(api, room.room_id);
    go({ at: "home" });
  };
  return (
    <Confirm
      title={t("places.delete_room_title", { name: room.room_name })}
      action={t("common.delete")}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>{t("places.delete_room_hint")}</p>
    </Confirm>
  );
}
