import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { displayName, type User } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { createGroup } from "../../sync/api/chats.ts";
import { openDirect } from "../../sync/api/people.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { lineOf, useSubmit } from "../../ui/submit.ts";
import { goToNew } from "./known.ts";
import { PeopleFinder } from "./people-finder.tsx";

/** With one person it is a direct chat, with several a group. */
export function NewChat({ onClose }: { onClose: () => void }) {
  const { api, store } = useClient();
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    const ids = chosen.map((user) => user.id);
    const chatId =
      ids.length === 1 ? await openDirect(api, ids[0] ?? 0) : await createGroup(api, ids, lineOf(form, "name"));
    onClose();
    await goToNew(store, { at: "chat", chatId });
  });
  const drop = (user: User) => setChosen(chosen.filter((each) => each !== user));
  return (
    <Dialog title={t("places.new_chat")} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <PeopleFinder
          label={t("places.with_whom")}
          hint={t("places.with_whom_hint")}
          without={[store.myId, ...chosen.map((user) => user.id)]}
          onPick={(user) => setChosen([...chosen, user])}
        >
          {chosen.length > 0 && <Chosen people={chosen} onDrop={drop} />}
        </PeopleFinder>
        {chosen.length > 1 && (
          <Field
            label={t("places.group_name")}
            name="name"
            maxLength={128}
            hint={t("places.group_hint")}
            problem={problem}
          />
        )}
        <ProblemText problem={problem} fields={["name"]} />
        <footer>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!chosen.length}>
            {t(chosen.length > 1 ? "places.make_group" : "places.open_chat")}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function Chosen({ people, onDrop }: { people: readonly User[]; onDrop: (user: User) => void }) {
  return (
    <ul class="chosen" aria-label={t("places.chosen")}>
      {people.map((user) => (
        <li key={user.id}>
          <button type="button" onClick={() => onDrop(user)} aria-label={t("places.drop", { name: displayName(user) })}>
            <span dir="auto">{displayName(user)}</span> <Icon name="x" />
          </button>
        </li>
      ))}
    </ul>
  );
}
