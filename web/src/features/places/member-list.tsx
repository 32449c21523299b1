import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { displayName, type Member } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { Source } from "../../sync/members.ts";
import { Face } from "../../ui/face.tsx";
import { More } from "../../ui/paged.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { useRows } from "../../ui/rows.ts";
import { useListedMembers } from "./listed-members.ts";

const MANY = 12; // from so many on one looks for somebody by name

interface Props {
  source: Source;
  /** What stands at the end of someone's line. */
  beside?: (member: Member) => ComponentChildren;
  onPick: (member: Member, anchor: HTMLElement) => void;
  isPicked?: (member: Member) => boolean;
}

/** Who is in a room or chat: found by name, a hundred at a time. */
export function MemberList({ source, beside, onPick, isPicked }: Props) {
  const [query, setQuery] = useState("");
  const rows = useRows();
  const { list, problem } = useListedMembers(source, query.trim());
  const isMany = query !== "" || (list !== null && (list.more || list.items.length >= MANY));
  return (
    <div class="member-list" aria-busy={!list && !problem}>
      {isMany && (
        <input
          type="search"
          class="find"
          value={query}
          placeholder={t("places.find_member")}
          aria-label={t("places.find_member")}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      )}
      <ProblemText problem={problem} />
      <ul class="people" {...rows}>
        {list?.items.map((member) => (
          <li key={member.user_id}>
            <button
              type="button"
              class="person"
              aria-pressed={isPicked?.(member)}
              onClick={(event) => onPick(member, event.currentTarget)}
            >
              <PersonLine member={member} />
            </button>
            {beside?.(member)}
          </li>
        ))}
      </ul>
      {list && !list.items.length && <p class="soft">{t("places.nobody_found")}</p>}
      {list && <More list={list} />}
    </div>
  );
}

function PersonLine({ member }: { member: Member }) {
  const { store } = useClient();
  const person = store.people.known(member.user_id).value ?? member; // as it is by now, if that was told
  return (
    <>
      <Face userId={member.user_id} size={30} presence />
      <span class={person.deactivated ? "about deactivated" : "about"}>
        <span dir="auto">{displayName(person)}</span>
        <small>
          @{person.username}
          {person.deactivated && ` · ${t("places.deactivated")}`}
        </small>
      </span>
      {member.role !== "member" && <small class="role">{t(`places.role_${member.role}`)}</small>}
    </>
  );
}
