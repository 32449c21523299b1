import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { t } from "../../i18n/words.ts";
import { previewPasswordLink, usePasswordLink } from "../../sync/api/password-links.ts";
import { Button } from "../../ui/button.tsx";
import { NewPassword, Whose } from "../../ui/field.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";
import { useSubmit } from "../../ui/submit.ts";
import { notify } from "../../ui/toasts.tsx";
import { Frame, WayOn } from "./frame.tsx";
import { isPassing, Unknown } from "./unknown.tsx";

/** A one-time link of an administrator's: choose a new password. */
export function SetPassword({ code }: { code: string }) {
  const { api } = useClient();
  const { value: link, problem: useless, reload } = useLoaded(() => previewPasswordLink(api, code), [code]);
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    await usePasswordLink(api, code, String(form.get("password")));
    notify(t("account.password_set"));
    go({ at: "sign-in" }, { replace: true });
  });
  if (isPassing(useless)) return <Unknown problem={useless} again={reload} />;
  if (useless) {
    return (
      <Frame title={t("account.link_useless")} lead={t("account.link_useless_hint")}>
        <div class="card">
          <ProblemText problem={useless} />
          <WayOn />
        </div>
      </Frame>
    );
  }
  return (
    <Frame
      title={t("account.new_password")}
      lead={link?.username && t("account.new_password_of", { name: link.username })}
    >
      <form onSubmit={onSubmit}>
        <Whose account={link?.username ?? ""} />
        <NewPassword
          label={t("account.password")}
          name="password"
          problem={problem}
          hint={t("account.password_hint")}
        />
        <ProblemText problem={problem} fields={["password"]} />
        <Button type="submit" look="primary" busy={busy} disabled={!link}>
          {t("common.save")}
        </Button>
      </form>
    </Frame>
  );
}
