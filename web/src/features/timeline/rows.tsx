import type { VNode } from "preact";
import { language, t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { MessageRow } from "./message.tsx";
import type { TimelineRow } from "./model.ts";
import { PendingRow } from "./pending.tsx";

interface Shown {
  readonly row: TimelineRow;
  readonly isTarget: boolean;
  readonly view: VNode;
}

/** The rows of a conversation as views: a row that is as it was keeps its view, and by that is not even looked at. */
export class RowViews {
  private kept = new Map<string, Shown>();
  private readonly chat: ChatStore;

  constructor(chat: ChatStore) {
    this.chat = chat;
  }

  show(rows: readonly TimelineRow[], target: string | undefined): readonly VNode[] {
    const before = this.kept;
    this.kept = new Map(rows.map((row) => [row.key, this.showRow(row, row.key === target, before.get(row.key))]));
    return [...this.kept.values()].map((each) => each.view);
  }

  private showRow(row: TimelineRow, isTarget: boolean, before: Shown | undefined): Shown {
    if (before && before.isTarget === isTarget && isSame(before.row, row)) return before;
    return { row, isTarget, view: viewOf(row, this.chat, isTarget) };
  }
}

function viewOf(row: TimelineRow, chat: ChatStore, isTarget: boolean): VNode {
  const { key } = row;
  switch (row.kind) {
    case "day":
      return <DayLine key={key} day={row.day} rowKey={key} />;
    case "unread":
      return <UnreadLine key={key} rowKey={key} />;
    case "message":
      return (
        <MessageRow
          key={key}
          message={row.message}
          isFirst={row.isFirst}
          isTarget={isTarget}
          chat={chat}
          rowKey={key}
        />
      );
    default:
      return <PendingRow key={key} pending={row.pending} isFirst={row.isFirst} rowKey={key} />;
  }
}

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
  return date.toLocaleDateString(language(), { weekday: "long", day: "numeric", month: "long", ...year });
}
