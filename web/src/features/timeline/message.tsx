import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { Face } from "../../ui/face.tsx";
import { later } from "../../ui/later.tsx";
import { spellBriefly, spellTime, spellWhole } from "../../ui/times.ts";
import { type Active, useActive } from "./active.ts";
import { Attachments } from "./attachments.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { showText } from "./text.tsx";
import type { ToolsProps } from "./tools.tsx";

export const MessageTools = later<ToolsProps>(() => import("./tools.tsx").then((part) => part.MessageTools));

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
  const part = { name, message, active };
  const said = showSaid(message, chat);
  const isBlocked = store.blocked.value.has(message.author_id);
  return (
    <article
      ref={active.ref}
      class={classes}
      data-key={rowKey}
      data-seq={message.seq}
      tabIndex={-1}
      aria-label={`${name}, ${spellTime(message.created_at)}`}
    >
      {isFirst ? showPortrait(part) : showTime("at", spellBriefly(message.created_at), part)}
      <div class="body">
        {[isFirst && showHeading(part), ...(isBlocked ? [<Hidden key="hidden">{said}</Hidden>] : said)]}
      </div>
      {active.isActive && <MessageTools message={message} chat={chat} opened={active.opened} open={active.open} />}
    </article>
  );
}

// Not views of their own: there are many rows, and each view in each of them takes its time.

interface Part {
  readonly name: string;
  readonly message: Message;
  readonly active: Active;
}

function showPortrait({ name, message, active }: Part) {
  return (
    <button
      type="button"
      class="portrait"
      tabIndex={-1}
      aria-label={name}
      onClick={(event) => active.open({ what: "card", from: event.currentTarget })}
    >
      <Face userId={message.author_id} />
    </button>
  );
}

/** The whole of it is spelled when it may be asked for. */
function showTime(looks: string, spelled: string, { message, active }: Part) {
  return (
    <time
      class={looks}
      dateTime={message.created_at}
      title={active.isActive ? spellWhole(message.created_at) : undefined}
    >
      {spelled}
    </time>
  );
}

function showHeading(part: Part) {
  const { name, message, active } = part;
  return (
    <div class="heading">
      <button
        type="button"
        class="who"
        dir="auto"
        tabIndex={-1}
        onClick={(event) => active.open({ what: "card", from: event.currentTarget })}
      >
        {name}
      </button>
      {showTime("when", spellTime(message.created_at), part)}
    </div>
  );
}

function showSaid(message: Message, chat: ChatStore): ComponentChildren[] {
  const { text, edited_at, reply_to, files, reactions } = message;
  return [
    reply_to != null && <Quote key="quote" chat={chat} messageId={reply_to} />,
    (text || edited_at) && showText(message),
    files.length > 0 && <Attachments key="files" files={files} />,
    reactions.length > 0 && <Reactions key="reactions" message={message} />,
  ];
}

/** What someone wrote whom I have blocked is hidden until I want to see it. */
function Hidden({ children }: { children: ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <>{children}</>;
  return (
    <button type="button" class="hidden-message" onClick={() => setOpen(true)}>
      {t("timeline.blocked")}
    </button>
  );
}
