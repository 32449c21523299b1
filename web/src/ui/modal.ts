import { useLayoutEffect, useRef } from "preact/hooks";

/** Opens a dialog in which `first` is to have the focus. Answers what ends what it began. */
export type Open = (dialog: HTMLDialogElement, first: HTMLElement | null) => () => void;

const openModal: Open = (dialog) => {
  dialog.showModal();
  return () => {};
};

/**
 * A modal dialog, open while it is rendered, from before it is painted: what is typed at once is typed in it. The focus goes to
 * the first that a selector finds, or where the browser has it, and at the end back to where it was; if that is gone, to what is
 * marked `data-landing`.
 */
export function useModal(first?: string, open = openModal) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const caret =
      before instanceof HTMLTextAreaElement ? ([before.selectionStart, before.selectionEnd] as const) : null;
    const dialog = ref.current;
    if (!dialog) return;
    const goal = first ? dialog.querySelector<HTMLElement>(first) : null;
    const end = open(dialog, goal);
    goal?.focus();
    return () => {
      end();
      dialog.close();
      if (!(before instanceof HTMLElement) || before === document.body) return;
      queueMicrotask(() => before.isConnected || land()); // what it was opened from may go with it
      before.focus();
      // In Chromium a field that is given the focus back after a click has no caret until it is told where.
      if (caret && before instanceof HTMLTextAreaElement) before.setSelectionRange(...caret);
    };
  }, []);
  return ref;
}

function land(): void {
  if (document.activeElement !== document.body) return; // a list has led it on
  document.querySelector<HTMLElement>("[data-landing]")?.focus({ preventScroll: true });
}
