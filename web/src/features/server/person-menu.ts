/** What can be done with someone's account: owners name administrators, nobody does anything to themselves here. */
import { displayName, type Role } from "../../domain/types.ts";
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
  /** Deactivating is asked before. */
  readonly onDeactivate: () => void;
}

export function personMenu(
  { api, store }: Client,
  person: Person,
  { onChanged, onLink, onDeactivate }: Handlers,
): readonly (MenuItem | "line")[] {
  const say = (problem: unknown) => notify(wordsOf(problem));
  const told = () => notify(t("server.signed_out", { name: displayName(person) }));
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
      onChoose: () => void signOutPerson(api, person.id).then(told, say),
    },
    {
      icon: person.deactivated ? "rotate-cw" : "ban",
      label: t(person.deactivated ? "server.reactivate" : "server.deactivate"),
      danger: !person.deactivated,
      onChoose: () =>
        person.deactivated
          ? void editPerson(api, person.id, { deactivated: false }).then(onChanged, say)
          : onDeactivate(),
    },
  ];
  return [...(isOwner ? [...roles, "line" as const] : []), ...others];
}
