import { language, t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { memo } from "../../ui/memo.ts";
import { MessageRow } from "./message.tsx";
import type { TimelineRow } from "./model.ts";
import { PendingRow } from "./pending.tsx";

interface Props {
  row: TimelineRow;
  chat: ChatStore;
  isTarget: boolean;
}

/** One row of the conversation. Rendered again only when it is another. */
export const RowView = memo(function RowView({ row, chat, isTarget }: Props) {
  switch (row.kind) {
    case "day":
      return (
        <div class="day" data-key={row.key}>
          <time dateTime={row.day}>{spellDay(row.day)}</time>
        </div>
      );
    case "unread":
      return (
        <div class="day fresh" data-key={row.key}>
          {t("timeline.unread_line")}
        </div>
      );
    case "message":
      return (
        <MessageRow message={row.message} isFirst={row.isFirst} isTarget={isTarget} chat={chat} rowKey={row.key} />
      );
    default:
      return <PendingRow pending={row.pending} isFirst={row.isFirst} rowKey={row.key} />;
  }
}, isSameRow);

function isSameRow(before: Props, after: Props): boolean {
  const [a, b] = [before.row, after.row];
  if (before.isTarget !== after.isTarget || before.chat !== after.chat || a.kind !== b.kind || a.key !== b.key)
    return false;
  if (a.kind === "message" && b.kind === "message") return a.message === b.message && a.isFirst === b.isFirst;
  if (a.kind === "pending" && b.kind === "pending") return a.pending === b.pending && a.isFirst === b.isFirst;
  return true;
}

const DAY = 86_400_000;

/** "Today", "Yesterday", or the date as the language writes it. */
function spellDay(day: string): string {
  const date = new Date(`${day}T12:00:00`);
  const midday = new Date();
  midday.setHours(12, 0, 0, 0);
  const ago = Math.round((midday.getTime() - date.getTime()) / DAY);
  if (ago === 0) return t("timeline.today");
  if (ago === 1) return t("timeline.yesterday");
  const isThisYear = date.getFullYear() === midday.getFullYear();
  const year = isThisYear ? {} : { year: "numeric" as const };
  return date.toLocaleDateString(language(), { weekday: "long", day: "numeric", month: "long", ...year });
}
