import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { displayName, type User } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { findPeople } from "../../sync/api/people.ts";
import { Face } from "../../ui/face.tsx";
import { Field } from "../../ui/field.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";
import { useSettled } from "../../ui/settled.ts";
import { suggestPeople } from "./suggested.ts";

interface Props {
  /** Not offered: they are there already. */
  without?: readonly number[];
  label: string;
  hint?: string;
  /** Among whom to look, all of them for an empty query; without it, among all people, and those near are suggested. */
  find?: (query: string) => Promise<readonly User[]>;
  onPick: (user: User) => void;
  children?: ComponentChildren;
}

/** Find someone by part of a name; Enter takes the first. The line is free for the next one then, and keeps the focus. */
export function PeopleFinder({ without = [], label, hint, find, onPick, children }: Props) {
  const [query, setQuery] = useState("");
  const line = useRef<HTMLDivElement>(null);
  const { found, wanted, problem } = useFound(query.trim(), find);
  const offered = found?.filter((user) => !without.includes(user.id));
  const pick = (user: User) => {
    setQuery("");
    onPick(user);
    line.current?.querySelector("input")?.focus();
  };
  const onEnter = useEnter(query.trim(), offered && wanted === query.trim() ? offered : null, pick);
  return (
    <div class="stack finder" ref={line}>
      <Field
        label={label}
        name="person"
        value={query}
        autocomplete="off"
        data-first
        placeholder={t("places.find_example")}
        hint={hint}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onEnter}
      />
      {children}
      <ProblemText problem={problem} />
      <ul class="people">
        {offered?.map((user) => (
          <li key={user.id}>
            <button type="button" class="person" onClick={() => pick(user)}>
              <Face userId={user.id} size={32} presence />
              <span class="about">
                <span dir="auto">{displayName(user)}</span>
                <small>@{user.username}</small>
              </span>
            </button>
          </li>
        ))}
        {wanted && found && !found.length && <li class="soft">{t("places.nobody_found")}</li>}
      </ul>
    </div>
  );
}

/** Who is called so, and by which query they were found. */
function useFound(query: string, find: Props["find"]) {
  const client = useClient();
  const settled = useSettled(query);
  const { value, problem } = useLoaded(async () => {
    const all = find ?? ((wanted: string) => (wanted ? findPeople(client.api, wanted) : suggestPeople(client)));
    return { found: await all(settled), wanted: settled };
  }, [settled]);
  return { found: value?.found ?? null, wanted: value?.wanted ?? null, problem };
}

/** What Enter does: it takes the first, as soon as who is called so is known. With nothing typed it is the form's. */
function useEnter(query: string, offered: readonly User[] | null, pick: (user: User) => void) {
  const [entered, setEntered] = useState("");
  useEffect(() => {
    if (!entered || !offered) return;
    setEntered("");
    const [first] = offered;
    if (first && entered === query) pick(first);
  }, [entered, offered]);
  return (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.isComposing || !query) return;
    event.preventDefault();
    setEntered(query);
  };
}
