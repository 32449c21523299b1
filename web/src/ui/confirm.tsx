import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/words.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { ProblemText } from "./problem.tsx";

interface Props {
  title: string;
  /** What the button that does it says. */
  action: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  children: ComponentChildren;
}

/** Asks before something that can't be undone; stays open, with what went wrong, if it did. */
export function Confirm({ title, action, onConfirm, onClose, children }: Props) {
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    if (busy) return;
    setBusy(true);
    await onConfirm().then(onClose, setProblem);
    setBusy(false);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="stack">
        {children}
        <ProblemText problem={problem} />
        <footer>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="danger" busy={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
