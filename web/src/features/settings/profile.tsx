import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { User } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { saveProfile } from "../../sync/api/accounts.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { lineOf, useSubmit } from "../../ui/submit.ts";
import { notify } from "../../ui/toasts.tsx";
import { Photo } from "./photo.tsx";

const FIELDS = ["name", "username", "status", "email"];

/** Who I am to others. */
export function Profile() {
  const me = useClient().store.me.value;
  return (
    <section>
      <h2>{t("settings.profile")}</h2>
      {me && <Photo me={me} />}
      {me && <ProfileForm me={me} />}
    </section>
  );
}

function ProfileForm({ me }: { me: User }) {
  const { api, store } = useClient();
  const [before] = useState(me);
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    const lines = Object.fromEntries(FIELDS.map((name) => [name, lineOf(form, name)]));
    store.learnUsers([await saveProfile(api, { ...me, ...lines })]);
    notify(t("settings.saved"));
  });
  return (
    <form class="stack" onSubmit={onSubmit}>
      <Field label={t("settings.name")} name="name" defaultValue={before.name} maxLength={128} problem={problem} />
      <Field
        label={t("settings.username")}
        name="username"
        defaultValue={before.username}
        required
        maxLength={32}
        problem={problem}
        hint={t("settings.username_hint")}
      />
      <Field
        label={t("settings.status")}
        name="status"
        defaultValue={before.status}
        maxLength={140}
        problem={problem}
        placeholder={t("settings.status_example")}
      />
      <Field
        label={t("settings.email")}
        name="email"
        type="email"
        defaultValue={before.email ?? ""}
        required
        problem={problem}
        hint={t("settings.email_hint")}
      />
      <ProblemText problem={problem} fields={FIELDS} />
      <div>
        <Button type="submit" look="primary" busy={busy}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
