import "./emoji.css";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/words.ts";
import { Icon } from "../../ui/icon.tsx";
import { usePopover } from "../../ui/popover.ts";
import { type Emoji, findEmoji, GROUPS, type Groups } from "./catalogue.ts";
import { Foot } from "./foot.tsx";
import { Grid } from "./grid.tsx";
import { recent, remember, tone } from "./habits.ts";
import { loadEmoji } from "./loading.ts";
import type { PickerProps } from "./picker.tsx";
import { move, plan, type Section } from "./rows.ts";
import { Tabs } from "./tabs.tsx";
import { withTone } from "./tones.ts";

/** What `EmojiPicker` shows. The field keeps the focus; arrows move in the grid below it. */
export function Panel(props: PickerProps) {
  const ref = usePopover(props.anchor, focusField);
  return (
    <div
      ref={ref}
      class="emoji-panel"
      popover="auto"
      role="dialog"
      aria-label={t("emoji.title")}
      onToggle={(event) => event.newState === "closed" && props.onClose()}
    >
      <Choice {...props} />
    </div>
  );
}

function Choice({ onPick, onClose }: PickerProps) {
  const [query, setQuery] = useState("");
  const groups = useGroups();
  const [start] = useState(() => recent.peek());
  const now = useMemo(() => plan(groups ? sectionsOf(groups, query, start) : []), [groups, query, start]);
  const [active, setActive] = useState(0);
  const gridId = useId();
  const pick = (emoji: Emoji | undefined, isMore: boolean) => {
    if (!emoji) return;
    remember(emoji.glyph);
    onPick(emoji.hasTones ? withTone(emoji.glyph, tone.peek()) : emoji.glyph);
    if (!isMore) onClose();
  };
  const enter = useEnter(query, groups !== null, (isMore) => pick(now.all[active], isMore));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Enter") enter(event.shiftKey);
    else if (isMove(event, query)) setActive(move(now, active, event.key));
    else return;
    event.preventDefault();
  };
  const look = (text: string) => {
    setQuery(text);
    setActive(0);
  };
  return (
    <>
      <Field query={query} gridId={gridId} active={active} onLook={look} onKeyDown={onKeyDown} />
      {!query && <Tabs now={now} active={active} onChoose={setActive} />}
      {groups && !now.all.length && <p class="emoji-none">{t("emoji.none")}</p>}
      <Grid id={gridId} now={now} active={active} onActive={setActive} onPick={pick} />
      <Foot emoji={now.all[active]} />
    </>
  );
}

/** What Enter does: before the emoji are here it acts once they are, unless something else is sought by then. */
function useEnter(query: string, isReady: boolean, act: (isMore: boolean) => void): (isMore: boolean) => void {
  const entered = useRef<{ query: string; isMore: boolean } | null>(null);
  useLayoutEffect(() => {
    if (isReady && entered.current?.query === query) act(entered.current.isMore);
  }, [isReady]);
  return (isMore) => {
    if (isReady) act(isMore);
    else entered.current = { query, isMore };
  };
}

/** Left and right are the field's own while there is text in it. */
function isMove(event: KeyboardEvent, query: string): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return event.key === "ArrowUp" || event.key === "ArrowDown" || (!query && /^Arrow(Left|Right)$/.test(event.key));
}

function sectionsOf(groups: Groups, query: string, start: readonly string[]): Section[] {
  if (query.trim()) return [{ key: "found", emoji: findEmoji(groups, query) }];
  const known = new Map(groups.flat().map((emoji) => [emoji.glyph, emoji]));
  const liked = start.map((glyph) => known.get(glyph)).filter((emoji) => emoji !== undefined);
  return [{ key: "recent", emoji: liked }, ...GROUPS.map((key, index) => ({ key, emoji: groups[index] ?? [] }))];
}

interface FieldProps {
  query: string;
  gridId: string;
  active: number;
  onLook: (text: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

function Field({ query, gridId, active, onLook, onKeyDown }: FieldProps) {
  return (
    <div class="emoji-field">
      <Icon name="search" />
      <input
        type="text"
        role="combobox"
        aria-label={t("emoji.search")}
        placeholder={t("emoji.search")}
        aria-expanded="true"
        aria-haspopup="grid"
        aria-controls={gridId}
        aria-activedescendant={`${gridId}-${active}`}
        autocomplete="off"
        value={query}
        onInput={(event) => onLook(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

function useGroups(): Groups | null {
  const [groups, setGroups] = useState<Groups | null>(null);
  useEffect(() => {
    loadEmoji().then(setGroups, () => {}); // the next one who opens it tries again
  }, []);
  return groups;
}

/** On a screen that is touched, the field is not focused: the keyboard would cover the emoji. */
function focusField(panel: HTMLElement): void {
  if (!matchMedia("(pointer: coarse)").matches) panel.querySelector("input")?.focus();
}
