import { useComputed } from "@preact/signals";
import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { route, spellRoute } from "../../app/routes.ts";
import type { ChatProfile, Counted } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { onRest } from "../../platform/touch.ts";
import type { ChatStore } from "../../store/chat.ts";
import { Badge } from "../../ui/badge.tsx";
import { IconButton } from "../../ui/button.tsx";
import { iconOf, nameOf } from "../../ui/chat.ts";
import { Face } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { memo } from "../../ui/memo.ts";
import { isNarrow } from "../../ui/narrow.ts";
import { countOf, lookOf } from "./counts.ts";
import { LastSaid } from "./last-said.tsx";
import { ChatMenu } from "./menus.ts";
import { useRevealed } from "./reveal.ts";

/** A chat in the list: what it is called, and how much waits in it. */
export const ChatRow = memo(Row, (before, after) => before.chat === after.chat);

function Row({ chat }: { chat: ChatStore }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { notifications, NewMsgCount } = chat.counted.value;
  const isQuiet = notifications === "none";
  const isNew = NewMsgCount > 0 && !isQuiet;
  return (
    <div class={`row ${isNew ? "new" : ""} ${isQuiet ? "quiet" : ""}`}>
      <ChatLink chat={chat} onMenu={setAnchor} />
      <IconButton
        icon="ellipsis"
        label={t("common.more")}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        data-stop
        onClick={(event) => setAnchor(event.currentTarget)}
      />
      {anchor && <ChatMenu chat={chat} anchor={anchor} onClose={() => setAnchor(null)} />}
    </div>
  );
}

interface LinkProps {
  chat: ChatStore;
  onMenu: (anchor: HTMLElement) => void;
}

function ChatLink({ chat: { profile, counted, lastMessage }, onMenu }: LinkProps) {
  const client = useClient();
  const { store } = client;
  const chat = profile.value;
  // Of a thousand rows, going elsewhere renders two.
  const isCurrent = useComputed(() => route.value.at === "chat" && route.value.chatId === chat.chat_id).value;
  const ref = useRevealed(isCurrent);
  // A phone has room for a second line.
  const isRoomy = isNarrow.value && chat.kind !== "channel";
  const last = isRoomy ? lastMessage.value : null;
  // Without asking for it: profiles of all that one ever wrote to would be many.
  const isGone = chat.kind === "direct" && store.people.known(chat.user_id ?? 0).value?.deactivated;
  return (
    <a
      ref={ref}
      data-stop
      class={`${isGone ? "deactivated" : ""} ${last ? "two-lines" : ""}`}
      href={spellRoute({ at: "chat", chatId: chat.chat_id })}
      aria-current={isCurrent ? "page" : undefined}
      onPointerDown={(event) => {
        const anchor = event.currentTarget;
        client.expect(chat.chat_id);
        onRest(event, () => onMenu(anchor));
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.currentTarget);
      }}
    >
      <Sign chat={chat} size={isRoomy ? 40 : 24} />
      <span class="name" dir="auto">
        {nameOf(chat, store)}
      </span>
      {chat.notifications === "none" && <Icon name="bell-off" />}
      {last && <LastSaid chat={chat} last={last} />}
      <Count chat={counted.value} />
    </a>
  );
}

function Sign({ chat, size }: { chat: ChatProfile; size: number }) {
  if (chat.kind === "direct") return <Face userId={chat.user_id ?? 0} size={size} presence />;
  return (
    <span class="sign">
      <Icon name={iconOf(chat)} />
    </span>
  );
}

function Count({ chat }: { chat: Counted }) {
  const [count, look] = [countOf(chat), lookOf(chat)];
  if (!count) return null;
  return (
    <>
      <Badge count={count} {...(look ? { look } : {})} />
      <span class="visually-hidden">
        {t(look === "call" && chat.MentionCount ? "places.mentions" : "places.unread", { count })}
      </span>
    </>
  );
}
