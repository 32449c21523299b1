import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { route, spellRoute } from "../../app/routes.ts";
import type { Chat } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { Badge } from "../../ui/badge.tsx";
import { IconButton } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { chatMenu } from "./chat-menu.ts";

/** A chat in the list: what it is called, and how much waits in it. */
export function ChatRow({ chat }: { chat: ChatStore }) {
  const client = useClient();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const shown = chat.chat.value;
  const at = route.value;
  const isCurrent = at.at === "chat" && at.chatId === chat.id;
  const isQuiet = shown.notifications === "none";
  const isNew = shown.NewMsgCount > 0 && !isQuiet;
  return (
    <div class={`row ${isNew ? "new" : ""} ${isQuiet ? "quiet" : ""}`}>
      <a
        href={spellRoute({ at: "chat", chatId: chat.id })}
        aria-current={isCurrent ? "page" : undefined}
        onContextMenu={(event) => {
          event.preventDefault();
          setAnchor(event.currentTarget);
        }}
      >
        <Sign chat={shown} />
        <span class="name" dir="auto">
          {nameOf(shown, client.store.myId)}
        </span>
        {isQuiet && <Icon name="bell-off" />}
        <Count chat={shown} />
      </a>
      <IconButton
        icon="ellipsis"
        label={t("common.more")}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      />
      {anchor && (
        <Menu anchor={anchor} label={shown.Name} items={chatMenu(client, chat)} onClose={() => setAnchor(null)} />
      )}
    </div>
  );
}

/** One's own notes are called so; everything else by its name. */
export function nameOf(chat: Chat, myId: number): string {
  return chat.kind === "direct" && chat.user_id === myId ? t("places.notes") : chat.Name;
}

function Sign({ chat }: { chat: Chat }) {
  if (chat.kind === "direct") return <Face userId={chat.user_id ?? 0} size={24} presence />;
  const icon = chat.kind === "group" ? "users" : chat.private ? "lock" : "hash";
  return (
    <span class="sign">
      <Icon name={icon} />
    </span>
  );
}

/** In a direct chat every message is for me. */
function Count({ chat }: { chat: Chat }) {
  if (chat.MentionCount) return <Badge count={chat.MentionCount} look="call" />;
  const isMuted = chat.notifications !== "all";
  return (
    <Badge
      count={chat.NewMsgCount}
      {...(isMuted ? { look: "muted" as const } : chat.kind === "direct" ? { look: "call" as const } : {})}
    />
  );
}
