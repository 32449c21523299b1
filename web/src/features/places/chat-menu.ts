/** What can be done with a chat from the list. */
import type { Level } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { setLevel } from "../../sync/api/chats.ts";
import type { Client } from "../../sync/client.ts";
import type { MenuItem } from "../../ui/menu.tsx";
import { wordsOf } from "../../ui/problem.tsx";
import { notify } from "../../ui/toasts.tsx";

const LEVELS: readonly Level[] = ["all", "mentions", "none"];

export function chatMenu(client: Client, chat: ChatStore): readonly (MenuItem | "line")[] {
  const shown = chat.chat.peek();
  const say = (problem: unknown) => notify(wordsOf(problem));
  const read: MenuItem = {
    icon: "check-check",
    label: t("places.mark_read"),
    onChoose: () => void client.markRead(chat.id, shown.last_seq).catch(say),
  };
  const levels = LEVELS.map((level) => ({
    label: t(`places.level_${level}`),
    checked: shown.notifications === level,
    onChoose: () => void setLevel(client.api, chat.id, level).catch(say),
  }));
  return [...(shown.NewMsgCount ? [read, "line" as const] : []), ...levels];
}
