import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import type { Chat } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Button } from "../../ui/button.tsx";
import { calledOf } from "../../ui/chat.ts";
import { Empty } from "../../ui/empty.tsx";
import { useTitle } from "../../ui/title.ts";
import { chosenRoom, placeToOpen } from "./chosen.ts";

export interface GoneProps {
  /** If it was until now. */
  chat?: Chat | undefined;
  heading?: "h1" | "h2";
}

/** Instead of what is not, or of a chat that is not mine. The way on is into its room, if that is still there. */
export function Gone({ chat, heading = "h2" }: GoneProps) {
  const { store } = useClient();
  const room = store.rooms.value.get(chosenRoom(store).value ?? 0);
  const title = chat ? t("places.gone", { name: calledOf(chat, store) }) : t("common.not_found");
  useTitle(title);
  return (
    <Empty title={title} heading={heading}>
      <p role="alert">{t(chat ? "places.gone_hint" : "common.not_found_hint")}</p>
      <Button look="primary" onClick={() => go(placeToOpen(store, room?.room_id ?? null), { replace: true })}>
        {room ? t("places.go_to", { name: room.room_name }) : t("common.home")}
      </Button>
    </Empty>
  );
}
