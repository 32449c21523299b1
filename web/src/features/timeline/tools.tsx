import { useClient } from "../../app/context.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import type { Client } from "../../sync/client.ts";
import { IconButton } from "../../ui/button.tsx";
import { copy } from "../../ui/copy.ts";
import { later } from "../../ui/later.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { sayProblem } from "../../ui/problem.tsx";
import { replyTo, startEdit } from "../composer/index.ts";
import { EmojiPicker, remember } from "../emoji/index.ts";
import { PersonCard } from "../places/index.ts";
import type { Opened } from "./active.ts";
import { rightsTo } from "./message-rights.ts";

const DeleteMessage = later(() => import("./delete.tsx").then((part) => part.DeleteMessage));
const QUICK = ["👍", "❤️", "😂"];

export interface ToolsProps {
  message: Message;
  chat: ChatStore;
  opened: Opened | null;
  open: (opened: Opened | null) => void;
}

/** What can be done with a message: a few buttons beside it, and what they open. */
export function MessageTools({ message, chat, opened, open }: ToolsProps) {
  const client = useClient();
  const close = () => open(null);
  const react = (emoji: string) => {
    remember(emoji);
    client.react(message.id, emoji).catch((problem) => sayProblem(problem, chat.chat.peek()));
  };
  return (
    <>
      <Toolbar message={message} chat={chat} isMenuOpen={opened?.what === "menu"} open={open} react={react} />
      {opened?.what === "menu" && (
        <MessageMenu message={message} chat={chat} from={opened.from} at={opened.at} open={open} react={react} />
      )}
      {opened?.what === "emoji" && <EmojiPicker anchor={opened.from} onPick={react} onClose={close} />}
      {opened?.what === "delete" && <DeleteMessage message={message} onClose={close} />}
      {opened?.what === "card" && <PersonCard userId={message.author_id} anchor={opened.from} onClose={close} />}
    </>
  );
}

interface ToolbarProps {
  message: Message;
  chat: ChatStore;
  isMenuOpen: boolean;
  open: (opened: Opened) => void;
  react: (emoji: string) => void;
}

function Toolbar({ message, chat, isMenuOpen, open, react }: ToolbarProps) {
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
      <IconButton
        icon="smile-plus"
        label={t("timeline.react")}
        onClick={(event) => open({ what: "emoji", from: event.currentTarget })}
      />
      <IconButton icon="reply" label={t("timeline.reply")} onClick={() => replyTo(chat.id, message)} />
      <IconButton
        icon="ellipsis"
        label={t("common.more")}
        aria-haspopup="menu"
        aria-expanded={isMenuOpen}
        onClick={(event) => open({ what: "menu", from: event.currentTarget })}
      />
    </div>
  );
}

interface MenuProps {
  message: Message;
  chat: ChatStore;
  from: HTMLElement;
  at: Opened["at"];
  open: (opened: Opened | null) => void;
  react: (emoji: string) => void;
}

function MessageMenu({ message, chat, from, at, open, react }: MenuProps) {
  const client = useClient();
  const close = () => open(null);
  const quick = (emoji: string) => {
    close();
    react(emoji);
  };
  return (
    <Menu
      anchor={from}
      at={at}
      label={t("timeline.tools")}
      items={itemsOf(client, message, chat, () => open({ what: "delete", from }))}
      onClose={close}
    >
      <Quick react={quick} onMore={() => open({ what: "emoji", from })} />
    </Menu>
  );
}

/** The first row of the menu: the way to react where there is no room for buttons beside a message. */
function Quick({ react, onMore }: { react: (emoji: string) => void; onMore: () => void }) {
  return (
    <div class="quick-reactions">
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          type="button"
          role="menuitem"
          tabIndex={-1}
          aria-label={t("timeline.react_with", { emoji })}
          onClick={() => react(emoji)}
        >
          {emoji}
        </button>
      ))}
      <IconButton icon="smile-plus" role="menuitem" tabIndex={-1} label={t("timeline.react")} onClick={onMore} />
    </div>
  );
}

function itemsOf(client: Client, message: Message, chat: ChatStore, onDelete: () => void): (MenuItem | "line")[] {
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
      onChoose: () => void client.markUnread(chat.id, message.seq).catch(sayProblem),
    },
    may.delete && "line",
    may.delete && { icon: "trash-2", label: t("common.delete"), danger: true, onChoose: onDelete },
  ];
  return items.filter((item) => item !== false);
}
