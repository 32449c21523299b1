import { locale, t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { memo } from "../../ui/memo.ts";
import { MessageRow } from "./message.tsx";
import type { TimelineRow } from "./model.ts";
import { PendingRow } from "./pending.tsx";

interface Props {
  readonly row: TimelineRow;
  readonly chat: ChatStore;
  readonly isTarget: boolean;
}

/**
 * One row of the conversation, rendered again only when it is another. Its view is made anew each time: one that is kept
 * holds on to the rows that stood beside it when it was made, and these to theirs.
 */
export const RowView = memo(
  function RowView({ row, chat, isTarget }: Props) {
    switch (row.kind) {
      case "day":
        return <DayLine day={row.day} rowKey={row.key} />;
      case "unread":
        return <UnreadLine rowKey={row.key} />;
      case "message":
        return (
          <MessageRow message={row.message} isFirst={row.isFirst} isTarget={isTarget} chat={chat} rowKey={row.key} />
        );
      default:
        return <PendingRow pending={row.pending} isFirst={row.isFirst} rowKey={row.key} />;
    }
  },
  (before, after) => before.isTarget === after.isTarget && isSame(before.row, after.row),
);

function DayLine({ day, rowKey }: { day: string; rowKey: string }) {
  return (
    <div class="day" data-key={rowKey}>
      <time dateTime={day}>{spellDay(day)}</time>
    </div>
  );
}

function UnreadLine({ rowKey }: { rowKey: string }) {
  return (
    <div class="day fresh" data-key={rowKey}>
      {t("timeline.unread_line")}
    </div>
  );
}

function isSame(a: TimelineRow, b: TimelineRow): boolean {
  if (a.kind !== b.kind) return false;
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
  return date.toLocaleDateString(locale(), { weekday: "long", day: "numeric", month: "long", ...year });
}
