import { t, type WordKey } from "../../i18n/words.ts";
import type { Plan, Row } from "./rows.ts";

const SIGNS: Readonly<Record<string, string>> = {
  recent: "🕘",
  smileys: "😀",
  people: "👋",
  animals: "🐻",
  food: "🍏",
  travel: "🚗",
  activities: "⚽",
  objects: "💡",
  symbols: "💚",
  flags: "🏁",
};

/** One sign for each group: a click goes to its first emoji. */
export function Tabs({ now, active, onChoose }: { now: Plan; active: number; onChoose: (index: number) => void }) {
  const groups = groupsOf(now.rows);
  const current = groups.findLast((group) => group.first <= active);
  return (
    <div class="emoji-tabs" role="toolbar" aria-label={t("emoji.groups")}>
      {groups.map(({ key, first }) => (
        <button
          type="button"
          key={key}
          aria-label={t(`emoji.${key}` as WordKey)}
          title={t(`emoji.${key}` as WordKey)}
          aria-pressed={key === current?.key}
          onClick={() => onChoose(first)}
        >
          {SIGNS[key]}
        </button>
      ))}
    </div>
  );
}

function groupsOf(rows: readonly Row[]): { key: string; first: number }[] {
  return rows.flatMap((row, index) => {
    const next = rows[index + 1];
    return "key" in row && next && "first" in next ? [{ key: row.key, first: next.first }] : [];
  });
}
