import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * A modal dialog, open while it is rendered, from before it is painted: what is typed at once is typed in it. The focus goes to
 * the first that a selector finds, or where the browser has it, and at the end back to where it was; if that is gone, to what is
 * marked `data-landing`.
 */
export function useModal(first?: string) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const caret =
      before instanceof HTMLTextAreaElement ? ([before.selectionStart, before.selectionEnd] as const) : null;
    const dialog = ref.current;
    dialog?.showModal();
    if (first) dialog?.querySelector<HTMLElement>(first)?.focus();
    return () => {
      dialog?.close();
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
