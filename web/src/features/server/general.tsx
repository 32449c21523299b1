import { useClient } from "../../app/context.ts";
import { locale, t } from "../../i18n/words.ts";
import { about, type Registration, type ServerAbout, type ServerState } from "../../sync/api/about.ts";
import { editServer } from "../../sync/api/server.ts";
import { useAttempt } from "../../ui/attempt.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Field } from "../../ui/field.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";
import { spellSize } from "../../ui/size.ts";
import { lineOf, useSubmit } from "../../ui/submit.ts";
import { notify } from "../../ui/toasts.tsx";
import { ServerPicture } from "./picture.tsx";

/** What the server is called, who may sign up, and how it is. */
export function General() {
  const { api } = useClient();
  const { value, problem, reload } = useLoaded(() => about(api), []);
  return (
    <section>
      <h2>{t("server.general")}</h2>
      <ProblemText problem={problem} />
      {value && <ServerPicture server={value} onSaved={reload} />}
      {value && <NameForm server={value} onSaved={reload} />}
      {value && <Registrations server={value} onSaved={reload} />}
      {value?.state && <State state={value.state} version={value.version ?? ""} />}
    </section>
  );
}

function NameForm({ server, onSaved }: { server: ServerAbout; onSaved: () => void }) {
  const { api } = useClient();
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    await editServer(api, { name: lineOf(form, "name") });
    notify(t("server.saved"));
    onSaved();
  });
  return (
    <form class="stack" onSubmit={onSubmit}>
      <Field
        label={t("server.name")}
        name="name"
        defaultValue={server.name}
        required
        maxLength={128}
        problem={problem}
      />
      <ProblemText problem={problem} fields={["name"]} />
      <div>
        <Button type="submit" look="primary" busy={busy}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}

function Registrations({ server, onSaved }: { server: ServerAbout; onSaved: () => void }) {
  const { api } = useClient();
  const isFixed = server.state?.registration_fixed === true;
  const attempt = useAttempt();
  const choose = (registration: Registration) => attempt(editServer(api, { registration }).then(onSaved));
  const options = (["open", "invite", "closed"] as const).map((value) => ({
    value,
    label: t(`server.registration_${value}`),
  }));
  if (isFixed) {
    return (
      <p>
        <b>{t("server.registration")}:</b> {t(`server.registration_${server.registration}`)}.{" "}
        <span class="soft">{t("server.registration_fixed")}</span>
      </p>
    );
  }
  return (
    <Choices<Registration>
      legend={t("server.registration")}
      name="registration"
      value={server.registration}
      options={options}
      onChoose={choose}
    />
  );
}

function State({ state, version }: { state: ServerState; version: string }) {
  const number = (value: number) => value.toLocaleString(locale());
  const used = spellSize(state.storage_used);
  const limit = state.storage_limit === null ? used : t("server.of", { used, limit: spellSize(state.storage_limit) });
  const facts: readonly (readonly [string, string])[] = [
    [t("server.health"), state.trouble ?? t("server.healthy")],
    [t("server.version"), version],
    [t("server.uptime"), spellUptime(state.uptime)],
    [t("server.people"), number(state.people)],
    [t("server.rooms"), number(state.rooms)],
    [t("server.messages"), number(state.messages)],
    [t("server.storage"), limit],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const STEPS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** In the largest unit of which there is one at least. */
function spellUptime(seconds: number): string {
  const [unit, size] = STEPS.find(([, each]) => seconds >= each) ?? (["second", 1] as const);
  return Math.floor(seconds / size).toLocaleString(locale(), { style: "unit", unit, unitDisplay: "long" });
}
