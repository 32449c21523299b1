import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ServerAbout } from "../../sync/api/about.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { lineOf, useSubmit } from "../../ui/submit.ts";
import { Frame } from "./frame.tsx";

/** Come in with e-mail and password. */
export function SignIn({ server: { name, registration } }: { server: ServerAbout }) {
  return (
    <Frame title={t("account.sign_in_to", { name })} lead={useClient().wasEnded.value && t("account.ended")}>
      <SignInForm />
      {registration === "open" ? (
        <p class="other">
          {t("account.no_account")} <a href="/sign-up">{t("account.create")}</a>
        </p>
      ) : (
        <p class="other">{t(registration === "invite" ? "account.by_invite" : "account.closed")}</p>
      )}
    </Frame>
  );
}

/** The form alone; whoever shows it follows `client.session`. */
export function SignInForm() {
  const client = useClient();
  const { problem, busy, onSubmit } = useSubmit((form) =>
    client.signIn(lineOf(form, "email"), String(form.get("password"))),
  );
  return (
    <form onSubmit={onSubmit}>
      <Field label={t("account.email")} name="email" type="email" autocomplete="username" required problem={problem} />
      <Field
        label={t("account.password")}
        name="password"
        type="password"
        autocomplete="current-password"
        required
        problem={problem}
      />
      <ProblemText problem={problem} />
      <Button type="submit" look="primary" busy={busy}>
        {t("account.sign_in")}
      </Button>
    </form>
  );
}
