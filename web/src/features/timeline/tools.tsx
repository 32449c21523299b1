import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { IconButton } from "../../ui/button.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { wordsOf } from "../../ui/problem.tsx";
import { notify } from "../../ui/toasts.tsx";
import { replyTo, startEdit } from "../composer/index.ts";
import { copy } from "./code.tsx";
import { DeleteMessage } from "./delete.tsx";
import { rightsTo } from "./message-rights.ts";

const QUICK = ["👍", "❤️", "😂"];

interface Props {
  message: Message;
  chat: ChatStore;
}

/** What can be done with a message: shown when it is pointed at or has the focus. */
export function MessageTools({ message, chat }: Props) {
  const client = useClient();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [isDeleting, setDeleting] = useState(false);
  const react = (emoji: string) => void client.react(message.id, emoji).catch((problem) => notify(wordsOf(problem)));
  return (
    <div class="tools" role="group" aria-label={t("timeline.tools")}>
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          type="button"
          class="icon-button"
          aria-label={t("timeline.react_with", { emoji })}
          onClick={() => react(emoji)}
        >
          {emoji}
        </button>
      ))}
      <IconButton icon="reply" label={t("timeline.reply")} onClick={() => replyTo(chat.id, message)} />
      <IconButton
        icon="ellipsis"
        label={t("common.more")}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      />
      {anchor && (
        <Menu
          anchor={anchor}
          label={t("timeline.tools")}
          items={itemsOf(client, message, chat, () => setDeleting(true))}
          onClose={() => setAnchor(null)}
        />
      )}
      {isDeleting && <DeleteMessage message={message} onClose={() => setDeleting(false)} />}
    </div>
  );
}

function itemsOf(client: ReturnType<typeof useClient>, message: Message, chat: ChatStore, onDelete: () => void) {
  const may = rightsTo(client.store, chat.chat.peek(), message);
  const link = `${location.origin}/c/${chat.id}/${message.seq}`;
  const items: (MenuItem | "line" | false)[] = [
    { icon: "reply", label: t("timeline.reply"), onChoose: () => replyTo(chat.id, message) },
    may.edit && { icon: "pencil", label: t("timeline.edit"), onChoose: () => startEdit(message) },
    !!message.text && { icon: "copy", label: t("timeline.copy_text"), onChoose: () => void copy(message.text) },
    { icon: "link", label: t("timeline.copy_link"), onChoose: () => void copy(link) },
    {
      icon: "mail",
      label: t("timeline.mark_unread"),
      onChoose: () => void client.markUnread(chat.id, message.seq).catch((problem) => notify(wordsOf(problem))),
    },
    may.delete && "line",
    may.delete && { icon: "trash-2", label: t("common.delete"), danger: true, onChoose: onDelete },
  ];
  return items.filter((item) => item !== false);
}
