import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import { unblock } from "../../sync/api/blocks.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Face } from "../../ui/face.tsx";
import { sayProblem } from "../../ui/problem.tsx";
import { useRows } from "../../ui/rows.ts";

/** Whom I have blocked, and ending that. */
export function Blocked() {
  const { api, store } = useClient();
  const rows = useRows();
  const ids = [...store.blocked.value];
  return (
    <section>
      <h2>{t("settings.blocked")}</h2>
      <p class="lead">{t("settings.blocked_lead")}</p>
      {!ids.length && <Empty title={t("settings.nobody_blocked")} />}
      <ul class="lines" {...rows}>
        {ids.map((id) => (
          <li key={id}>
            <Face userId={id} />
            <span class="about">
              <span dir="auto">{store.nameOf(id) || t("common.nobody")}</span>
            </span>
            <Button onClick={() => void unblock(api, id).catch(sayProblem)}>{t("settings.unblock")}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
