import type { ComponentChildren } from "preact";
import { useClient } from "../../app/context.ts";
import { displayName } from "../../domain/types.ts";
import { locale, t, type WordKey } from "../../i18n/words.ts";
import { type LogEntry, type Named, readLog } from "../../sync/api/server.ts";
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
  return (
    <li>
      <span class="about">
        <span>{sayEntry(entry)}</span>
        <small>{when}</small>
      </span>
    </li>
  );
}

/** In a sentence, with those whom it names in its places. */
function sayEntry(entry: LogEntry): ComponentChildren {
  const { deed, actor, user, before, after } = entry;
  const named: Readonly<Record<string, ComponentChildren>> = {
    "{{actor}}": actor ? showPerson(actor) : t("server.on_the_machine"),
    "{{user}}": user && showPerson(user),
    "{{before}}": before !== null && <bdi>{wordOf(deed, before)}</bdi>,
    "{{after}}": after !== null && <bdi>{wordOf(deed, after)}</bdi>,
  };
  const words = t(sentenceOf(entry)).split(/(\{\{\w+\}\})/);
  return words.map((each) => named[each] ?? each);
}

const OTHERWISE = new Set(["role_set_self", "role_set_machine", "reactivated_machine"]);

/** Some deeds are said otherwise where someone did it to themselves, or where it was done on the machine. */
function sentenceOf({ deed, actor, user }: LogEntry): WordKey {
  const by = actor === null ? "machine" : actor.id === user?.id ? "self" : "other";
  const form = `${deed}_${by}`;
  return `server.deed_${OTHERWISE.has(form) ? form : deed}` as WordKey;
}

/** Names are free, and may be anyone's. */
function showPerson(person: Named): ComponentChildren {
  return (
    <bdi>
      <b title={`@${person.username}`}>{displayName(person)}</b>
    </bdi>
  );
}

const KINDS: Readonly<Record<string, string>> = { role_set: "role", registration_set: "registration" };

/** What was set, as the pages beside call it; names are what they are. */
function wordOf(deed: string, value: string): string {
  const key = `server.${KINDS[deed] ?? ""}_${value}` as WordKey;
  return deed in KINDS ? t(key) : value;
}
