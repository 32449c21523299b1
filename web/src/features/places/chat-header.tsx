import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { nameOf } from "./chat-row.tsx";

interface Props {
  chatId: number;
  isDetailed: boolean;
  onDetails: () => void;
  onSearch: () => void;
}

/** What the open chat is called and about. */
export function ChatHeader({ chatId, isDetailed, onDetails, onSearch }: Props) {
  const { store } = useClient();
  const chat = store.chat(chatId)?.chat.value;
  if (!chat) return null;
  const other = chat.kind === "direct" ? chat.user_id : undefined;
  const about = chat.topic || (other === undefined ? "" : store.user(other).value?.status);
  const back = () => go(chat.room_id ? { at: "room", roomId: chat.room_id } : { at: "home" });
  return (
    <header class="chat-header">
      <IconButton class="back" icon="chevron-left" label={t("common.back")} onClick={back} />
      {other === undefined ? (
        <Icon name={chat.kind === "group" ? "users" : chat.private ? "lock" : "hash"} />
      ) : (
        <Face userId={other} size={28} presence />
      )}
      <h1 dir="auto">{nameOf(chat, store.myId)}</h1>
      <p dir="auto">{about}</p>
      <IconButton icon="search" label={t("places.search")} onClick={onSearch} />
      <IconButton icon="panel-right" label={t("places.details")} aria-pressed={isDetailed} onClick={onDetails} />
    </header>
  );
}
