import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { brief } from "../../ui/brief.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemText } from "../../ui/problem.tsx";

/** Are you sure: what is deleted is gone for everyone. */
export function DeleteMessage({ message, onClose }: { message: Message; onClose: () => void }) {
  const client = useClient();
  const [problem, setProblem] = useState<unknown>(null);
  const remove = () => client.delete(message.id).then(onClose, setProblem);
  return (
    <Dialog title={t("timeline.delete_title")} onClose={onClose}>
      <div class="stack">
        <p>{t("timeline.delete_hint")}</p>
        <blockquote class="quoted" dir="auto">
          {brief(message)}
        </blockquote>
        <ProblemText problem={problem} />
        <footer>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="danger" onClick={() => void remove()}>
            {t("common.delete")}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
