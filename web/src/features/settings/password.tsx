import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import { changePassword } from "../../sync/api/accounts.ts";
import { Button } from "../../ui/button.tsx";
import { Field, NewPassword, Whose } from "../../ui/field.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { useSubmit } from "../../ui/submit.ts";
import { notify } from "../../ui/toasts.tsx";

/** Another password; all other devices are signed out by it. */
export function Password() {
  const { api, store } = useClient();
  const { problem, busy, onSubmit } = useSubmit(async (form, element) => {
    await changePassword(api, store.myId, String(form.get("old")), String(form.get("new")));
    element.reset();
    notify(t("settings.password_changed"));
  });
  return (
    <section>
      <h2>{t("settings.password")}</h2>
      <p class="lead">{t("settings.password_lead")}</p>
      <form class="stack" onSubmit={onSubmit}>
        <Whose account={store.me.value?.email ?? ""} />
        <Field
          label={t("settings.password_old")}
          name="old"
          type="password"
          autocomplete="current-password"
          required
          problem={problem}
        />
        <NewPassword label={t("settings.password_new")} name="new" problem={problem} />
        <ProblemText problem={problem} fields={["old", "new"]} />
        <div>
          <Button type="submit" look="primary" busy={busy}>
            {t("settings.password_change")}
          </Button>
        </div>
      </form>
    </section>
  );
}
