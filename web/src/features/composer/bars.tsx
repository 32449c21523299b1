import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { brief } from "../../ui/brief.ts";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useQuoted } from "../../ui/quoted.ts";
import type { Sheet } from "./sheet.ts";

/** What the text is for, if it is not simply a message: an answer, or a message that is changed. */
export function Bars({ sheet }: { sheet: Sheet }) {
  const chat = useClient().store.chat(sheet.chatId);
  const [editing, replyTo] = [sheet.editing.value, sheet.replyTo.value];
  if (editing) {
    const close = () => sheet.leaveEdit();
    return <Bar icon="pencil" title={t("composer.editing")} text={brief(editing.message)} onClose={close} />;
  }
  return chat && replyTo !== null && <ReplyBar key={replyTo} sheet={sheet} chat={chat} messageId={replyTo} />;
}

/** What is not known of the message that is answered, for want of a connection say, is told once it is. */
function ReplyBar({ sheet, chat, messageId }: { sheet: Sheet; chat: ChatStore; messageId: number }) {
  const { store } = useClient();
  const [quoted] = useQuoted(chat, messageId);
  const close = () => sheet.answer(null);
  const there = quoted?.deleted ? null : quoted;
  const name = there ? store.nameOf(there.author_id) || t("common.nobody") : "…";
  const text = there === null ? t("timeline.quote_gone") : there && brief(there);
  return <Bar icon="reply" title={t("composer.replying", { name })} text={text} onClose={close} />;
}

interface Props {
  icon: string;
  title: string;
  text: string | undefined;
  onClose: () => void;
}

function Bar({ icon, title, text, onClose }: Props) {
  return (
    <div class="composer-bar">
      <Icon name={icon} />
      <div>
        <b>{title}</b>
        <p dir="auto">{text || "\u00A0"}</p>
      </div>
      <IconButton icon="x" label={t("common.cancel")} onClick={onClose} />
    </div>
  );
}
