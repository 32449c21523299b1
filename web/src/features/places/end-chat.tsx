import { useClient } from "../../app/context.ts";
import type { Chat } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { deleteChat, removeFromChat } from "../../sync/api/chats.ts";
import { calledOf } from "../../ui/chat.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { goFrom } from "./leaving.ts";

interface Props {
  chatId: number;
  onClose: () => void;
}

/** Out of a group or a private channel: the history is out of sight. */
export function LeaveChat({ chatId, onClose }: Props) {
  const { api, store } = useClient();
  const chat = store.chat(chatId)?.profile.value;
  if (!chat) return null;
  const leave = async () => {
    await removeFromChat(api, chatId, store.myId);
    goFrom(store, chat);
  };
  return (
    <Confirm
      title={t("places.leave_chat_title", { name: calledOf(chat, store) })}
      action={t("places.leave")}
      onConfirm={leave}
      onClose={onClose}
    >
      <p>{t("places.leave_chat_hint")}</p>
    </Confirm>
  );
}

export function DeleteChat({ chatId, onClose }: Props) {
  const { api, store } = useClient();
  const chat = store.chat(chatId)?.chat.value;
  if (!chat) return null;
  const remove = async () => {
    await deleteChat(api, chatId);
    goFrom(store, chat);
  };
  return (
    <Confirm
      title={t("places.delete_chat_title", { name: calledOf(chat, store) })}
      action={t("common.delete")}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>{whatGoes(chat)}</p>
    </Confirm>
  );
}

function whatGoes(chat: Chat): string {
  return chat.last_message ? t("places.delete_chat_hint") : t("places.delete_empty_hint");
}
