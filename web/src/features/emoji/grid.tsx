// biome-ignore-all lint/a11y/useSemanticElements: rows out of view are not there, as those of a table would have to be
// biome-ignore-all lint/a11y/useFocusableInteractive: the field has the focus, and names the active cell
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t, type WordKey } from "../../i18n/words.ts";
import type { Emoji } from "./catalogue.ts";
import { tone } from "./habits.ts";
import { CELL, HEAD, inView, type Plan, type Row, rowOf } from "./rows.ts";
import { withTone } from "./tones.ts";

interface Props {
  id: string;
  now: Plan;
  active: number;
  onActive: (index: number) => void;
  onPick: (emoji: Emoji, isMore: boolean) => void;
}

const TALLEST = 9 * CELL; // of what is in view, as `emoji.css` has it

export function Grid(props: Props) {
  const { id, now, active } = props;
  const ref = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const row = rowOf(now, active);
    if (ref.current && row) show(ref.current, row);
  }, [now, active]);
  return (
    <div
      ref={ref}
      id={id}
      class="emoji-grid"
      role="grid"
      aria-label={t("emoji.title")}
      aria-rowcount={now.rows.length}
      tabIndex={-1}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div role="presentation" style={{ blockSize: `${now.height}px` }}>
        {inView(now, top, TALLEST).map((row) => (
          <Line key={row.top} row={row} index={now.rows.indexOf(row)} {...props} />
        ))}
      </div>
    </div>
  );
}

/** Scroll no further than is needed; with the heading, if it is the first row below it. */
function show(grid: HTMLElement, row: Row): void {
  if (row.top < grid.scrollTop + HEAD) grid.scrollTop = row.top - HEAD;
  else if (row.top + CELL > grid.scrollTop + grid.clientHeight) grid.scrollTop = row.top + CELL - grid.clientHeight;
}

function Line({ row, index, ...props }: Props & { row: Row; index: number }) {
  const style = { insetBlockStart: `${row.top}px` };
  return (
    <div role="row" aria-rowindex={index + 1} class={"key" in row ? "emoji-head" : "emoji-row"} style={style}>
      {"key" in row ? (
        <span role="gridcell">{t(`emoji.${row.key}` as WordKey)}</span>
      ) : (
        row.emoji.map((emoji, place) => <Cell emoji={emoji} index={row.first + place} {...props} />)
      )}
    </div>
  );
}

function Cell({ emoji, index, id, active, onActive, onPick }: Props & { emoji: Emoji; index: number }) {
  return (
    <button
      type="button"
      role="gridcell"
      id={`${id}-${index}`}
      tabIndex={-1}
      aria-label={emoji.name}
      aria-selected={index === active}
      onPointerMove={() => index !== active && onActive(index)}
      onClick={(event) => onPick(emoji, event.shiftKey)}
    >
      {emoji.hasTones ? withTone(emoji.glyph, tone.value) : emoji.glyph}
    </button>
  );
}
