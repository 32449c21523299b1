import { useState } from "preact/hooks";
import { t } from "../i18n/words.ts";
import { Button, IconButton } from "../ui/button.tsx";

/** A newer version comes by itself in a calm moment: who would not wait for that has it at once. What is written stays. */
export function Newer({ onTake }: { onTake: () => void }) {
  const [isDismissed, setDismissed] = useState(false);
  if (isDismissed) return null;
  return (
    <p>
      {t("common.newer")}
      <Button look="quiet" onClick={onTake}>
        {t("common.reload")}
      </Button>
      <IconButton icon="x" label={t("common.close")} onClick={() => setDismissed(true)} />
    </p>
  );
}
