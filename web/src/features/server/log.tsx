import { useClient } from "../../app/context.ts";
import { displayName } from "../../domain/types.ts";
import { locale, t, type WordKey } from "../../i18n/words.ts";
import { type LogEntry, readLog } from "../../sync/api/server.ts";
import { useLoaded } from "../../ui/loaded.ts";
import { More, usePaged } from "../../ui/paged.tsx";
import { ProblemText } from "../../ui/problem.tsx";

/** Who did what to whom, newest first. */
export function Log() {
  const { api } = useClient();
  const { value, problem } = useLoaded(() => readLog(api), []);
  const list = usePaged(value, (last) => readLog(api, last.id));
  return (
    <section>
      <h2>{t("server.log")}</h2>
      <ProblemText problem={problem} />
      <ul class="lines log">
        {list.items.map((entry) => (
          <Line key={entry.id} entry={entry} />
        ))}
      </ul>
      <More list={list} />
    </section>
  );
}

function Line({ entry }: { entry: LogEntry }) {
  const when = new Date(entry.at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
  const actor = entry.actor ? displayName(entry.actor) : t("server.on_the_machine");
  const change = [entry.before, entry.after].filter((each) => each !== null).map((each) => wordOf(entry.deed, each));
  return (
    <li>
      <span class="about">
        <span dir="auto">
          <b title={spellUsername(entry.actor)}>{actor}</b> · {t(`server.deed_${entry.deed}` as WordKey)}
          {entry.user && (
            <>
              {" · "}
              <span title={spellUsername(entry.user)}>{displayName(entry.user)}</span>
            </>
          )}
        </span>
        <small dir="auto">
          {when}
          {change.length > 0 && <> · {change.join(" → ")}</>}
        </small>
      </span>
    </li>
  );
}

/** Names are free, and may be anyone's. */
function spellUsername(user: LogEntry["user"]): string | undefined {
  return user ? `@${user.username}` : undefined;
}

const KINDS: Readonly<Record<string, string>> = { role_set: "role", registration_set: "registration" };

/** What was set, as the pages beside call it; names are what they are. */
function wordOf(deed: string, value: string): string {
  const key = `server.${KINDS[deed] ?? ""}_${value}` as WordKey;
  return deed in KINDS ? t(key) : value;
}
