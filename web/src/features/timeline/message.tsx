import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { Face } from "../../ui/face.tsx";
import { later } from "../../ui/later.tsx";
import { useActive } from "./active.ts";
import { Attachments } from "./attachments.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { MessageText } from "./text.tsx";
import { spellBriefly, spellTime, spellWhole } from "./times.ts";
import type { ToolsProps } from "./tools.tsx";

export const MessageTools = later<ToolsProps>(async () => (await import("./tools.tsx")).MessageTools);

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
  const active = useActive();
  const name = store.nameOf(message.author_id) || t("common.nobody");
  const isCall = message.mentions_all || message.mentions.includes(store.myId);
  const classes = ["message", isFirst && "first", isCall && "call", isTarget && "target"].filter(Boolean).join(" ");
  const openCard = (from: HTMLElement) => active.open({ what: "card", from });
  return (
    <article
      class={classes}
      data-key={rowKey}
      data-seq={message.seq}
      tabIndex={-1}
      aria-label={`${name}, ${spellTime(message.created_at)}`}
      {...active.handlers}
    >
      {isFirst ? <Portrait message={message} name={name} onOpen={openCard} /> : <Time message={message} />}
      <div class="body">
        {isFirst && <Heading name={name} message={message} onOpen={openCard} />}
        <Shown message={message} chat={chat} />
      </div>
      {active.isActive && <MessageTools message={message} chat={chat} opened={active.opened} open={active.open} />}
    </article>
  );
}

interface PartProps {
  name: string;
  message: Message;
  onOpen: (from: HTMLElement) => void;
}

function Portrait({ message, name, onOpen }: PartProps) {
  return (
    <button
      type="button"
      class="portrait"
      tabIndex={-1}
      aria-label={name}
      onClick={(event) => onOpen(event.currentTarget)}
    >
      <Face userId={message.author_id} />
    </button>
  );
}

function Time({ message }: { message: Message }) {
  return (
    <time class="at" dateTime={message.created_at} title={spellWhole(message.created_at)}>
      {spellBriefly(message.created_at)}
    </time>
  );
}

function Heading({ name, message, onOpen }: PartProps) {
  return (
    <div class="heading">
      <button type="button" class="who" dir="auto" tabIndex={-1} onClick={(event) => onOpen(event.currentTarget)}>
        {name}
      </button>
      <time dateTime={message.created_at} title={spellWhole(message.created_at)}>
        {spellTime(message.created_at)}
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
