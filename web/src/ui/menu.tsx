import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";
import type { Point } from "./place.ts";
import { usePopover } from "./popover.ts";

export interface MenuItem {
  readonly icon?: string;
  readonly label: string;
  readonly danger?: boolean;
  readonly checked?: boolean;
  readonly onChoose: () => void;
}

interface Props {
  /** What it was opened from: it stands beside this, and gives focus back to it. */
  anchor: HTMLElement;
  at?: Point | undefined;
  label: string;
  items: readonly (MenuItem | "line")[];
  onClose: () => void;
  children?: ComponentChildren;
}

/** A menu, open while it is rendered: arrows, Home and End move, Enter chooses, Escape and a click elsewhere close. */
export function Menu({ anchor, at, label, items, onClose, children }: Props) {
  const ref = usePopover(anchor, (menu) => focusItem(menu, 0), at);
  return (
    <div
      ref={ref}
      class="menu"
      role="menu"
      aria-label={label}
      popover="auto"
      onToggle={(event) => event.newState === "closed" && onClose()}
      onKeyDown={(event) => ref.current && moveByKey(event, ref.current)}
    >
      {children}
      {items.map((item) => (item === "line" ? <hr /> : <Item item={item} anchor={anchor} onClose={onClose} />))}
    </div>
  );
}

type ItemProps = Pick<Props, "anchor" | "onClose"> & { item: MenuItem };

function Item({ item, anchor, onClose }: ItemProps) {
  const isChoice = item.checked !== undefined;
  return (
    <button
      type="button"
      role={isChoice ? "menuitemradio" : "menuitem"}
      aria-checked={isChoice ? item.checked : undefined}
      class={item.danger ? "danger" : ""}
      tabIndex={-1}
      onClick={() => {
        anchor.focus(); // what opens in place of the menu gives the focus back to this
        onClose();
        item.onChoose();
      }}
    >
      {item.icon && <Icon name={item.icon} />}
      <span>{item.label}</span>
      {item.checked && <Icon name="check" />}
    </button>
  );
}

function moveByKey(event: KeyboardEvent, menu: HTMLElement): void {
  const at = itemsOf(menu).indexOf(document.activeElement as HTMLElement);
  const goals: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const goal = goals[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (goal === undefined) return;
  event.preventDefault();
  focusItem(menu, goal);
}

function focusItem(menu: HTMLElement, index: number): void {
  const items = itemsOf(menu);
  items[(index + items.length) % items.length]?.focus();
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];
}
