/** What can be done with someone's account: owners name administrators, nobody does anything to themselves here. */
import type { Role } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { editPerson, makePasswordLink, type Person, signOutPerson } from "../../sync/api/server.ts";
import type { Client } from "../../sync/client.ts";
import type { MenuItem } from "../../ui/menu.tsx";
import { wordsOf } from "../../ui/problem.tsx";
import { notify } from "../../ui/toasts.tsx";

const ROLES: readonly Role[] = ["owner", "admin", "member"];

interface Handlers {
  readonly onChanged: () => void;
  readonly onLink: (code: string) => void;
}

export function personMenu(
  { api, store }: Client,
  person: Person,
  { onChanged, onLink }: Handlers,
): readonly (MenuItem | "line")[] {
  const say = (problem: unknown) => notify(wordsOf(problem));
  const isOwner = store.me.peek()?.server_role === "owner";
  const roles = ROLES.map((role) => ({
    label: t(`server.role_${role}`),
    checked: person.role === role,
    onChoose: () => void editPerson(api, person.id, { role }).then(onChanged, say),
  }));
  const others: MenuItem[] = [
    {
      icon: "key-round",
      label: t("server.password_link"),
      onChoose: () => void makePasswordLink(api, person.id).then(({ code }) => onLink(code), say),
    },
    {
      icon: "log-out",
      label: t("server.sign_out"),
      onChoose: () => void signOutPerson(api, person.id).then(onChanged, say),
    },
    {
      icon: person.deactivated ? "rotate-cw" : "ban",
      label: t(person.deactivated ? "server.reactivate" : "server.deactivate"),
      danger: !person.deactivated,
      onChoose: () => void editPerson(api, person.id, { deactivated: !person.deactivated }).then(onChanged, say),
    },
  ];
  return [...(isOwner ? [...roles, "line" as const] : []), ...others];
}
