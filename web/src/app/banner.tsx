import { t } from "../i18n/words.ts";
import { useClient } from "./context.ts";

/** Says quietly that there has been no connection for a while; what is written meanwhile waits. */
export function Banner() {
  const client = useClient();
  return (
    <div class="banner" role="status">
      {client.isOffline.value && <p>{t("common.offline")}</p>}
    </div>
  );
}
