import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import type { Chat } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Button } from "../../ui/button.tsx";
import { calledOf } from "../../ui/chat.ts";
import { Empty } from "../../ui/empty.tsx";
import { chosenRoom, placeToOpen } from "./chosen.ts";

/** Instead of a chat that is not, or not mine; `chat` if it was until now. The way on is into its room, if that is still there. */
export function Gone({ chat }: { chat?: Chat | undefined }) {
  const { store } = useClient();
  const room = store.rooms.value.get(chosenRoom(store).value ?? 0);
  const title = chat ? t("places.gone", { name: calledOf(chat, store) }) : t("common.not_found");
  return (
    <Empty title={title}>
      <p role="alert">{t(chat ? "places.gone_hint" : "common.not_found_hint")}</p>
      <Button look="primary" onClick={() => go(placeToOpen(store, room?.room_id ?? null), { replace: true })}>
        {room ? t("places.go_to", { name: room.room_name }) : t("common.home")}
      </Button>
    </Empty>
  );
}
