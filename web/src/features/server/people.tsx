import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { displayName, type Role } from "../../domain/types.ts";
import { locale, t } from "../../i18n/words.ts";
import { editPerson, listPeople, type Person } from "../../sync/api/server.ts";
import { IconButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Face } from "../../ui/face.tsx";
import { Field } from "../../ui/field.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { Menu } from "../../ui/menu.tsx";
import { More, usePaged } from "../../ui/paged.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { useSettled } from "../../ui/settled.ts";
import { PasswordLinkDialog } from "./password-link.tsx";
import { personMenu } from "./person-menu.ts";
import { StepDown } from "./step-down.tsx";

const WHEN = { dateStyle: "medium", timeStyle: "short" } as const;

/** Everyone who has an account. */
export function People() {
  const { api } = useClient();
  const [query, setQuery] = useState("");
  const wanted = useSettled(query.trim());
  const { value, problem, reload } = useLoaded(() => listPeople(api, wanted), [wanted]);
  const list = usePaged(value, (last) => listPeople(api, wanted, last.id));
  return (
    <section>
      <h2>{t("server.people")}</h2>
      <Field
        label={t("server.find")}
        name="query"
        type="search"
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <ProblemText problem={problem} />
      <ul class="lines">
        {list.items.map((person) => (
          <Line key={person.id} person={person} onChanged={reload} />
        ))}
      </ul>
      <More list={list} />
    </section>
  );
}

function Line({ person, onChanged }: { person: Person; onChanged: () => void }) {
  const client = useClient();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const [lower, setLower] = useState<Role | null>(null);
  const items = personMenu(client, person, {
    onChanged,
    onLink: setLink,
    onDeactivate: () => setAsking(true),
    onStepDown: setLower,
  });
  const seen = person.last_seen_at && new Date(person.last_seen_at).toLocaleString(locale(), WHEN);
  return (
    <li class={person.deactivated ? "deactivated" : ""}>
      <Face userId={person.id} />
      <span class="about">
        <span dir="auto">{displayName(person)}</span>
        <small>
          @{person.username} · {person.email}
        </small>
        <small>
          {person.deactivated
            ? t("server.deactivated")
            : seen
              ? t("server.seen", { when: seen })
              : t("server.never_seen")}
        </small>
      </span>
      {person.role !== "member" && <small>{t(`server.role_${person.role}`)}</small>}
      {items.length > 0 && (
        <IconButton
          icon="ellipsis"
          label={t("common.more")}
          aria-haspopup="menu"
          onClick={(event) => setAnchor(event.currentTarget)}
        />
      )}
      {anchor && <Menu anchor={anchor} label={displayName(person)} items={items} onClose={() => setAnchor(null)} />}
      {isAsking && (
        <Confirm
          title={t("server.deactivate_title", { name: displayName(person) })}
          action={t("server.deactivate_now")}
          onConfirm={() => editPerson(client.api, person.id, { deactivated: true }).then(onChanged)}
          onClose={() => setAsking(false)}
        >
          <p>{t("server.deactivate_hint")}</p>
        </Confirm>
      )}
      {lower && <StepDown role={lower} onDone={onChanged} onClose={() => setLower(null)} />}
      {link && <PasswordLinkDialog person={person} code={link} onClose={() => setLink(null)} />}
    </li>
  );
}
