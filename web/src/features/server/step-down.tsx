import { useClient } from "../../app/context.ts";
import type { Role } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { editPerson, listPeople } from "../../sync/api/server.ts";
import type { Client } from "../../sync/client.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";

interface Props {
  role: Role;
  onDone: () => void;
  onClose: () => void;
}

/** An owner becomes less: asked before, as they can't take it back. Who owns the server alone is told what comes first. */
export function StepDown({ role, onDone, onClose }: Props) {
  const client = useClient();
  const { value: hasOthers, problem } = useLoaded(() => hasOtherOwners(client), []);
  if (hasOthers) {
    return (
      <Confirm
        title={t("server.step_down_title")}
        action={t("server.step_down")}
        onConfirm={() => editPerson(client.api, client.store.myId, { role }).then(onDone)}
        onClose={onClose}
      >
        <p>{t("server.step_down_hint", { role: t(`server.role_${role}`) })}</p>
      </Confirm>
    );
  }
  return (
    <Dialog title={t(hasOthers === false ? "server.last_owner_title" : "server.step_down_title")} onClose={onClose}>
      <div class="stack" aria-busy={hasOthers === null && !problem}>
        <p>{hasOthers === false && t("server.last_owner_hint")}</p>
        <ProblemText problem={problem} />
        <footer>
          <Button onClick={onClose}>{t("common.close")}</Button>
        </footer>
      </div>
    </Dialog>
  );
}

const PAGES_LOOKED_THROUGH = 20; // beyond them the server says whether there is anyone

/** Whether anyone else owns the server who is let in. Raises `Problem`. */
async function hasOtherOwners({ api, store }: Pick<Client, "api" | "store">): Promise<boolean> {
  let after = 0;
  for (let page = 0; page < PAGES_LOOKED_THROUGH; page++) {
    const { items, more } = await listPeople(api, "", after);
    if (items.some(({ id, role, deactivated }) => role === "owner" && !deactivated && id !== store.myId)) return true;
    if (!more) return false;
    after = items.at(-1)?.id ?? after;
  }
  return true;
}
