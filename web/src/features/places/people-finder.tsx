import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { displayName, type User } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { findPeople } from "../../sync/api/people.ts";
import { Face } from "../../ui/face.tsx";
import { Field } from "../../ui/field.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { useSettled } from "../../ui/settled.ts";

interface Props {
  /** Not offered: they are there already. */
  without?: readonly number[];
  label: string;
  /** Among whom to look; without it, among all people. */
  find?: (query: string) => Promise<readonly User[]>;
  onPick: (user: User) => void;
  children?: ComponentChildren;
}

/** Find someone by part of a name. */
export function PeopleFinder({ without = [], label, find, onPick, children }: Props) {
  const { api } = useClient();
  const [query, setQuery] = useState("");
  const wanted = useSettled(query.trim());
  const { value } = useLoaded(async () => {
    if (!wanted) return [];
    return find ? find(wanted) : findPeople(api, wanted);
  }, [wanted]);
  const found = value?.filter((user) => !without.includes(user.id));
  return (
    <div class="stack">
      <Field
        label={label}
        name="person"
        value={query}
        autocomplete="off"
        data-first
        placeholder={t("places.find_example")}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      {children}
      <ul class="people">
        {found?.map((user) => (
          <li key={user.id}>
            <button type="button" class="person" onClick={() => onPick(user)}>
              <Face userId={user.id} size={32} presence />
              <span class="about">
                <span dir="auto">{displayName(user)}</span>
                <small>@{user.username}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {wanted && found && !found.length && <p class="soft">{t("places.nobody_found")}</p>}
    </div>
  );
}
