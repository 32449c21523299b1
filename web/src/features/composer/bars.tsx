import { useClient } from "../../app/context.ts";
import { plainText } from "../../domain/plain.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Sheet } from "./sheet.ts";

/** What the text is for, if it is not simply a message: an answer, or a message that is changed. */
export function Bars({ sheet }: { sheet: Sheet }) {
  const editing = sheet.editing.value;
  if (editing) {
    return (
      <Bar icon="pencil" title={t("composer.editing")} message={editing.message} onClose={() => sheet.leaveEdit()} />
    );
  }
  return sheet.replyTo.value && <ReplyBar sheet={sheet} message={sheet.replyTo.value} />;
}

function ReplyBar({ sheet, message }: { sheet: Sheet; message: Message }) {
  const { store } = useClient();
  const name = store.nameOf(message.author_id) || t("common.nobody");
  const close = () => sheet.answer(null);
  return <Bar icon="reply" title={t("composer.replying", { name })} message={message} onClose={close} />;
}

interface Props {
  icon: string;
  title: string;
  message: Message;
  onClose: () => void;
}

function Bar({ icon, title, message, onClose }: Props) {
  return (
    <div class="composer-bar">
      <Icon name={icon} />
      <div>
        <b>{title}</b>
        <p dir="auto">{plainText(message) || message.files[0]?.name}</p>
      </div>
      <IconButton icon="x" label={t("common.cancel")} onClick={onClose} />
    </div>
  );
}
