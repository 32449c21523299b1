import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Message } from "../../domain/types.ts";
import { language, t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { Face } from "../../ui/face.tsx";
import { Attachments } from "./attachments.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { MessageText } from "./text.tsx";
import { MessageTools } from "./tools.tsx";

interface Props {
  message: Message;
  isFirst: boolean;
  isTarget: boolean;
  chat: ChatStore;
  rowKey: string;
}

/** A message: with face, name and time if it is the first of its author's, else with the time alone when pointed at. */
export function MessageRow({ message, isFirst, isTarget, chat, rowKey }: Props) {
  const { store } = useClient();
  const name = store.nameOf(message.author_id) || t("common.nobody");
  const isCall = message.mentions_all || message.mentions.includes(store.myId);
  const classes = ["message", isFirst && "first", isCall && "call", isTarget && "target"].filter(Boolean).join(" ");
  return (
    <article
      class={classes}
      data-key={rowKey}
      data-seq={message.seq}
      tabIndex={-1}
      aria-label={`${name}, ${timeOf(message)}`}
    >
      {isFirst ? <Face userId={message.author_id} /> : <time class="at">{timeOf(message)}</time>}
      <div class="body">
        {isFirst && <Heading name={name} message={message} />}
        <Shown message={message} chat={chat} />
      </div>
      <MessageTools message={message} chat={chat} />
    </article>
  );
}

function Heading({ name, message }: { name: string; message: Message }) {
  return (
    <div class="heading">
      <span class="who" dir="auto">
        {name}
      </span>
      <time dateTime={message.created_at} title={new Date(message.created_at).toLocaleString(language())}>
        {timeOf(message)}
      </time>
    </div>
  );
}

/** What someone wrote whom I have blocked is hidden until I want to see it. */
function Shown({ message, chat }: { message: Message; chat: ChatStore }) {
  const { store } = useClient();
  const [isOpen, setOpen] = useState(false);
  if (store.blocked.value.has(message.author_id) && !isOpen) {
    return (
      <button type="button" class="hidden-message" onClick={() => setOpen(true)}>
        {t("timeline.blocked")}
      </button>
    );
  }
  return (
    <>
      {message.reply_to != null && <Quote chat={chat} messageId={message.reply_to} />}
      {message.text && <MessageText message={message} />}
      {message.edited_at && <span class="edited">{t("timeline.edited")}</span>}
      <Attachments files={message.files} />
      <Reactions message={message} />
    </>
  );
}

function timeOf(message: Message): string {
  return new Date(message.created_at).toLocaleTimeString(language(), { hour: "2-digit", minute: "2-digit" });
}
