import "./palette.css";
import type { ComponentChildren } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { t } from "../i18n/words.ts";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { useModal } from "./modal.ts";

interface Props {
  label: string;
  placeholder: string;
  query: string;
  onQuery: (text: string) => void;
  /** The lines below are `${listId}-0` and so on, `options` of a listbox with this id. */
  listId: string;
  count: number;
  active: number;
  onActive: (index: number) => void;
  onChoose: (index: number) => void;
  onClose: () => void;
  class?: string;
  children?: ComponentChildren;
}

/** A line to write in over a list to choose from: the line keeps the focus, arrows move in the list, Enter chooses. */
export function Palette(props: Props) {
  const { label, listId, count, active, onActive, onChoose, onClose } = props;
  const ref = useModal("input");
  useLayoutEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [listId, active]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229 || !count) return;
    if (event.key === "ArrowDown") onActive(Math.min(active + 1, count - 1));
    else if (event.key === "ArrowUp") onActive(Math.max(active - 1, 0));
    else if (event.key === "Enter") onChoose(active);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={ref}
      class={`palette ${props.class ?? ""}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => event.target === ref.current && onClose()}
    >
      <div class="palette-page">
        <Line {...props} onKeyDown={onKeyDown} />
        {props.children}
      </div>
    </dialog>
  );
}

function Line({
  placeholder,
  label,
  query,
  onQuery,
  listId,
  count,
  active,
  onClose,
  onKeyDown,
}: Props & { onKeyDown: (event: KeyboardEvent) => void }) {
  return (
    <div class="palette-line">
      <Icon name="search" />
      <input
        type="text"
        role="combobox"
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="go"
        aria-label={label}
        placeholder={placeholder}
        aria-expanded={count > 0}
        aria-controls={listId}
        aria-activedescendant={count ? `${listId}-${active}` : undefined}
        value={query}
        onInput={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <IconButton icon="x" label={t("common.close")} onClick={onClose} />
    </div>
  );
}

/** Which keys do what in it. `choose`: what Enter does. */
export function PaletteKeys({ choose }: { choose: string }) {
  return (
    <footer class="palette-foot" aria-hidden="true">
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> {t("common.key_move")}
      </span>
      <span>
        <kbd>Enter</kbd> {choose}
      </span>
      <span>
        <kbd>Esc</kbd> {t("common.key_close")}
      </span>
    </footer>
  );
}
