import { t } from "../i18n/words.ts";
import { later } from "../ui/later.tsx";
import { useClient } from "./context.ts";
import { updates } from "./newer.ts";

const Newer = later<{ onTake: () => void }>(() => import("./newer-banner.tsx").then((part) => part.Newer));

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
