import { useClient } from "../../app/context.ts";
import { allows, placeOf } from "../../domain/rights.ts";
import type { Chat, Level, Role } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { block, unblock } from "../../sync/api/blocks.ts";
import { setLevel } from "../../sync/api/chats.ts";
import type { Client } from "../../sync/client.ts";
import { nameOf } from "../../ui/chat.ts";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { ask } from "./ask.tsx";
import { useRole } from "./role.ts";
import { tryTo } from "./try.ts";

interface Props {
  chat: ChatStore;
  anchor: HTMLElement;
  onClose: () => void;
}

type Items = readonly (MenuItem | "line" | false)[];

export const LEVELS: readonly Level[] = ["all", "mentions", "none"];

/** What can be done with a chat, from wherever it is shown. */
export function ChatMenu({ chat, anchor, onClose }: Props) {
  const client = useClient();
  const shown = chat.chat.value;
  const role = useRole(shown);
  const items: Items = [
    ...markItems(client, shown),
    ...levelItems(client, shown),
    "line",
    ...changeItems(shown, role),
    ...endItems(client, shown, role),
  ];
  return (
    <Menu
      anchor={anchor}
      label={nameOf(shown, client.store)}
      items={items.filter((item) => item !== false)}
      onClose={onClose}
    />
  );
}

function markItems(client: Client, chat: Chat): Items {
  const { chat_id, last_seq, last_message, NewMsgCount } = chat;
  const read: MenuItem = {
    icon: "check-check",
    label: t("places.mark_read"),
    onChoose: () => tryTo(client.markRead(chat_id, last_seq)),
  };
  if (NewMsgCount) return [read, "line"];
  if (!last_message) return [];
  const unread: MenuItem = {
    icon: "circle-dot",
    label: t("places.mark_unread"),
    onChoose: () => tryTo(client.markUnread(chat_id, last_message.seq)),
  };
  return [unread, "line"];
}

function levelItems(client: Client, chat: Chat): Items {
  return LEVELS.map((level) => ({
    label: t(`places.level_${level}`),
    checked: chat.notifications === level,
    onChoose: () => tryTo(setLevel(client.api, chat.chat_id, level)),
  }));
}

function changeItems(chat: Chat, role: Role): Items {
  const place = placeOf(chat);
  const { chat_id: chatId } = chat;
  return [
    allows("add someone", place, role) && {
      icon: "user-plus",
      label: t("places.add_people"),
      onChoose: () => ask((dialogs, close) => <dialogs.AddPeople chatId={chatId} onClose={close} />),
    },
    allows("rename it", place, role) && {
      icon: "pencil",
      label: t(chat.kind === "group" ? "places.rename" : "places.channel_settings"),
      onChoose: () => ask((dialogs, close) => <dialogs.EditChat chatId={chatId} onClose={close} />),
    },
  ];
}

function endItems(client: Client, chat: Chat, role: Role): Items {
  if (chat.kind === "direct") return blockItems(client, chat.user_id ?? 0);
  const place = placeOf(chat);
  return [
    allows("leave", place, role) && {
      icon: "log-out",
      label: t("places.leave"),
      danger: true,
      onChoose: () => ask((dialogs, close) => <dialogs.LeaveChat chatId={chat.chat_id} onClose={close} />),
    },
    allows("delete it", place, role) && {
      icon: "trash-2",
      label: t(chat.kind === "group" ? "places.delete_group" : "places.delete_channel"),
      danger: true,
      onChoose: () => ask((dialogs, close) => <dialogs.DeleteChat chatId={chat.chat_id} onClose={close} />),
    },
  ];
}

/** Whom one has blocked writes nothing more to one, and is not told. */
export function blockItems({ api, store }: Client, userId: number): readonly MenuItem[] {
  if (!userId || userId === store.myId) return [];
  if (store.blocked.value.has(userId)) {
    return [{ icon: "circle-check", label: t("places.unblock"), onChoose: () => tryTo(unblock(api, userId)) }];
  }
  return [{ icon: "ban", label: t("places.block"), danger: true, onChoose: () => tryTo(block(api, userId)) }];
}
