import { useState } from "preact/hooks";
import { t } from "../i18n/words.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { useClient } from "./context.ts";
import { updates } from "./newer.ts";

/** Says quietly what one may want to know of the page itself. It takes no focus. */
export function Banner() {
  const client = useClient();
  return (
    <div class="banner" role="status">
      {client.isOffline.value && <p>{t("common.offline")}</p>}
      {updates.value?.isReady.value && <Newer onTake={() => updates.peek()?.take()} />}
    </div>
  );
}

/** A newer version comes by itself in a calm moment: who would not wait for that has it at once. What is written stays. */
function Newer({ onTake }: { onTake: () => void }) {
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
