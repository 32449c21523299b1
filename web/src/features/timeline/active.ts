import { useRef, useState } from "preact/hooks";

const LONG = 450; // milliseconds that a finger rests
const STILL = 10; // pixels that it may move meanwhile

/** What is open over a message, and what it was opened from. */
export interface Opened {
  readonly what: "menu" | "emoji" | "delete" | "card";
  readonly from: HTMLElement;
}

interface Active {
  /** It is pointed at, or has the focus, or something is open: what can be done with it is shown. */
  readonly isActive: boolean;
  readonly opened: Opened | null;
  readonly open: (opened: Opened | null) => void;
  readonly handlers: object;
}

/** When a message shows its tools, and its menu: by pointer, by focus, by a long press, by the other button. */
export function useActive(): Active {
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [opened, open] = useState<Opened | null>(null);
  const openMenu = (from: HTMLElement) => open({ what: "menu", from });
  const handlers = {
    ...useLongPress(openMenu),
    onPointerEnter: (event: PointerEvent) => event.pointerType === "mouse" && setPointed(true),
    onPointerLeave: () => setPointed(false),
    onFocusIn: () => setFocused(true),
    onFocusOut: (event: FocusEvent) => {
      const row = event.currentTarget as HTMLElement;
      setFocused(event.relatedTarget instanceof Node && row.contains(event.relatedTarget));
    },
    onContextMenu: (event: MouseEvent) => {
      if (isOwnMenuBetter(event)) return;
      event.preventDefault();
      openMenu(event.currentTarget as HTMLElement);
    },
  };
  return { isActive: isPointed || isFocused || opened !== null, opened, open, handlers };
}

/** Not every browser of a phone says `contextmenu`: a finger that rests is counted here. */
function useLongPress(open: (anchor: HTMLElement) => void) {
  const pressed = useRef({ timer: 0, x: 0, y: 0 });
  const end = () => clearTimeout(pressed.current.timer);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType === "mouse" || isOwnMenuBetter(event)) return;
      const row = event.currentTarget as HTMLElement;
      pressed.current = { timer: window.setTimeout(() => open(row), LONG), x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent) => {
      const { x, y } = pressed.current;
      if (Math.hypot(event.clientX - x, event.clientY - y) > STILL) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

/** The browser's menu is for links, pictures, what is played and what is selected. */
function isOwnMenuBetter(event: MouseEvent): boolean {
  const isSelecting = event.button === 2 && !getSelection()?.isCollapsed;
  return (
    isSelecting ||
    (event.target instanceof Element && event.target.closest("a, img, video, audio, .menu, dialog") !== null)
  );
}
