/**
 * What may be done with someone's account: owners name administrators, who look after plain members. Of themselves owners
 * give up what they are here; all else is in one's own settings.
 */
import { allowsOfServer } from "../../domain/server-rights.ts";
import { displayName, type Role } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { editPerson, makePasswordLink, type Person, signOutPerson } from "../../sync/api/server.ts";
import type { Client } from "../../sync/client.ts";
import type { MenuItem } from "../../ui/menu.tsx";
import { sayProblem } from "../../ui/problem.tsx";
import { notify } from "../../ui/toasts.tsx";

const ROLES: readonly Role[] = ["owner", "admin", "member"];

type Asking = Pick<Client, "api" | "store">;

interface Handlers {
  readonly onChanged: () => void;
  readonly onLink: (code: string) => void;
  /** Deactivating is asked before. */
  readonly onDeactivate: () => void;
  /** So is becoming less than an owner oneself. */
  readonly onStepDown: (role: Role) => void;
}

/** Nothing, if there is nothing that the server would not refuse. */
export function personMenu(
  client: Asking,
  person: Person,
  { onChanged, onLink, onDeactivate, onStepDown }: Handlers,
): readonly (MenuItem | "line")[] {
  const mine = client.store.me.value?.server_role ?? "member";
  const isMe = person.id === client.store.myId;
  const setRole = (role: Role) => void editPerson(client.api, person.id, { role }).then(onChanged, sayProblem);
  const choose = isMe ? onStepDown : setRole;
  const roles = allowsOfServer("make someone an owner, an admin or a plain member", mine)
    ? ROLES.map((role) => roleItem(role, person, choose))
    : [];
  const may = person.role === "member" || allowsOfServer("do these three to an admin or an owner", mine);
  const others = may && !isMe ? accountItems(client, person, { onChanged, onLink, onDeactivate }) : [];
  return roles.length && others.length ? [...roles, "line", ...others] : [...roles, ...others];
}

function roleItem(role: Role, person: Person, choose: (role: Role) => void): MenuItem {
  const checked = person.role === role;
  return { label: t(`server.role_${role}`), checked, onChoose: () => checked || choose(role) };
}

function accountItems(
  { api }: Asking,
  person: Person,
  { onChanged, onLink, onDeactivate }: Omit<Handlers, "onStepDown">,
): readonly MenuItem[] {
  const reactivate = () => void editPerson(api, person.id, { deactivated: false }).then(onChanged, sayProblem);
  if (person.deactivated) return [{ icon: "rotate-cw", label: t("server.reactivate"), onChoose: reactivate }];
  const told = () => notify(t("server.signed_out", { name: displayName(person) }));
  return [
    {
      icon: "key-round",
      label: t("server.password_link"),
      onChoose: () => void makePasswordLink(api, person.id).then(({ code }) => onLink(code), sayProblem),
    },
    {
      icon: "log-out",
      label: t("server.sign_out"),
      onChoose: () => void signOutPerson(api, person.id).then(told, sayProblem),
    },
    { icon: "ban", label: t("server.deactivate"), danger: true, onChoose: onDeactivate },
  ];
}
