import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../i18n/words.ts";
import { IconButton } from "./button.tsx";
import { useModal } from "./modal.ts";
import { Toasts } from "./toasts.tsx";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  class?: string;
}

/**
 * A modal dialog, open while it is rendered. Escape and a click beside it close it; focus goes to what is
 * marked `data-first`, and at the end back to where it was. (`autofocus` makes Chromium complain when the focus is elsewhere.)
 */
export function Dialog({ title, onClose, children, class: extra }: Props) {
  const ref = useModal("[data-first]");
  const titleId = useId();
  return (
    <dialog
      ref={ref}
      class={`dialog ${extra ?? ""}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) =>
        ref.current && event.target === ref.current && isBeside(event, ref.current) && onClose()
      }
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        <IconButton icon="x" label={t("common.close")} onClick={onClose} />
      </header>
      {children}
      <Toasts /> {/* above the same on the page, which is dimmed, and not read out meanwhile */}
    </dialog>
  );
}

function isBeside(event: PointerEvent, dialog: HTMLElement): boolean {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
