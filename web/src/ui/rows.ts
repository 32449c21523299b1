import { useLayoutEffect, useRef } from "preact/hooks";

/** For a list whose rows go: the focus that would go with one lands on what the next can do, or on the list, which can take it. */
export function useRows() {
  const ref = useRef<HTMLUListElement>(null);
  const last = useRef<{ control: Element; at: number } | null>(null);
  const onFocusIn = ({ target }: FocusEvent) => {
    const rows = [...(ref.current?.children ?? [])];
    if (target instanceof Element)
      last.current = { control: target, at: rows.findIndex((row) => row.contains(target)) };
  };
  useLayoutEffect(() => {
    if (!ref.current || !last.current || last.current.control.isConnected) return;
    if (document.activeElement === document.body) land(ref.current, last.current.at);
    else last.current = null;
  });
  return { ref, onFocusIn, tabIndex: -1 };
}

function land(list: HTMLElement, at: number): void {
  const row = list.children[at] ?? list.lastElementChild;
  ([...(row?.querySelectorAll("button") ?? [])].at(-1) ?? list).focus();
}
