import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ServerAbout } from "../../sync/api/about.ts";
import { signUp } from "../../sync/api/accounts.ts";
import { Button } from "../../ui/button.tsx";
import { Field, NewPassword } from "../../ui/field.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { lineOf, useSubmit } from "../../ui/submit.ts";
import { Frame } from "./frame.tsx";

/** Make an account; with the `code` of an invite also where registration is not open. */
export function SignUp({ server, code }: { server: ServerAbout; code?: string }) {
  const { empty, name, registration } = server;
  const may = empty || registration === "open" || (code && registration === "invite");
  return (
    <Frame
      title={empty ? t("account.first_title") : t("account.sign_up_to", { name })}
      lead={empty && t("account.first_lead")}
    >
      {may ? (
        <SignUpForm {...(code ? { code } : {})} />
      ) : (
        <p class="card">{t(registration === "closed" ? "account.closed" : "account.by_invite")}</p>
      )}
      {!empty && (
        <p class="other">
          {t("account.have_account")} <a href="/sign-in">{t("account.sign_in")}</a>
        </p>
      )}
    </Frame>
  );
}

/** The form alone. Signs in with the new account at once; before that `onMade` is called. */
export function SignUpForm({ code, onMade }: { code?: string; onMade?: () => void }) {
  const client = useClient();
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    const [email, password] = [lineOf(form, "email"), String(form.get("password"))];
    await signUp(client.api, { email, password, name: lineOf(form, "name"), ...(code ? { invite: code } : {}) });
    onMade?.();
    await client.signIn(email, password);
  });
  return (
    <form onSubmit={onSubmit}>
      <Field
        label={t("account.name")}
        name="name"
        autocomplete="name"
        required
        maxLength={128}
        problem={problem}
        hint={t("account.name_hint")}
      />
      <Field label={t("account.email")} name="email" type="email" autocomplete="username" required problem={problem} />
      <NewPassword label={t("account.password")} name="password" problem={problem} hint={t("account.password_hint")} />
      <ProblemText problem={problem} fields={["name", "email", "password"]} />
      <Button type="submit" look="primary" busy={busy}>
        {t("account.sign_up")}
      </Button>
    </form>
  );
}
