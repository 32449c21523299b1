// biome-ignore-all lint/a11y/useKeyWithClickEvents: Escape does what a click beside it does
import "./palette.css";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/words.ts";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { type Open, useModal } from "./modal.ts";

interface Props {
  label: string;
  placeholder: string;
  query: string;
  onQuery: (text: string) => void;
  onClose: () => void;
  list?: List;
  /** As any dialog, if this is not given. */
  open?: Open;
  class?: string;
  children?: ComponentChildren;
}

interface List {
  /** The lines below are `${id}-0` and so on, `options` of a listbox with this id. */
  id: string;
  count: number;
  active: number;
  onActive: (index: number) => void;
  onChoose: (index: number) => void;
}

/** A line to write in over a list to choose from: the line keeps the focus, arrows move in the list, Enter chooses. */
export function Palette(props: Props) {
  const { label, list, onClose } = props;
  const ref = useModal("input", props.open);
  const pressed = useRef<EventTarget | null>(null); // what is selected beyond the edge ends beside it, too
  useLayoutEffect(forgetWhenClosed, []);
  useEffect(() => {
    if (!isEntered || !list?.count) return;
    isEntered = false;
    list.onChoose(list.active);
  });
  const activeId = list?.count ? `${list.id}-${list.active}` : undefined;
  useLayoutEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);
  return (
    <dialog
      ref={ref}
      class={`palette ${props.class ?? ""}`}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={({ target }) => {
        pressed.current = target;
      }}
      onClick={({ target }) => target === ref.current && target === pressed.current && onClose()}
    >
      <div class="palette-page">
        <Line {...props} activeId={activeId} />
        {props.children}
      </div>
    </dialog>
  );
}

function Line(props: Props & { activeId: string | undefined }) {
  const { label, placeholder, query, list } = props;
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
        aria-expanded={!!props.activeId}
        aria-controls={list?.id}
        aria-activedescendant={props.activeId}
        value={query}
        onInput={(event) => {
          isEntered = false;
          props.onQuery(event.currentTarget.value);
        }}
        onKeyDown={(event) => press(event, list)}
      />
      <IconButton icon="x" label={t("common.close")} onClick={props.onClose} />
    </div>
  );
}

// Enter was pressed before there was anything to choose: what comes first is chosen. The palette that stands there until its code
// has come hands it on to the one that takes its place.
let isEntered = false;
let open = 0;

/** However it is closed. */
function forgetWhenClosed(): () => void {
  open++;
  return () => {
    open--;
    queueMicrotask(() => {
      if (!open) isEntered = false;
    });
  };
}

function press(event: KeyboardEvent, list: List | undefined): void {
  if (event.isComposing || event.keyCode === 229) return;
  if (!list?.count) {
    isEntered ||= event.key === "Enter";
    return;
  }
  const { count, active, onActive, onChoose } = list;
  if (event.key === "ArrowDown") onActive(Math.min(active + 1, count - 1));
  else if (event.key === "ArrowUp") onActive(Math.max(active - 1, 0));
  else if (event.key === "Enter") onChoose(active);
  else return;
  event.preventDefault();
}
