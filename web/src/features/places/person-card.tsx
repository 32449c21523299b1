import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { displayName } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { block, unblock } from "../../sync/api/blocks.ts";
import { openDirect } from "../../sync/api/people.ts";
import { Button } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { usePopover } from "../../ui/popover.ts";
import { ProblemText } from "../../ui/problem.tsx";
import { goToNew } from "./known.ts";
import { tryTo } from "./try.ts";

interface Props {
  userId: number;
  /** What it was opened from: it stands beside this. */
  anchor: HTMLElement;
  onClose: () => void;
  /** Called when one goes elsewhere from here. */
  onGone?: () => void;
}

/** Someone's profile beside where they were clicked; writing to them. */
export function PersonCard({ userId, anchor, onClose, onGone }: Props) {
  const { store } = useClient();
  const ref = usePopover(anchor, (card) => card.querySelector("button")?.focus());
  const user = store.user(userId).value;
  const name = user ? displayName(user) : t("common.nobody");
  return (
    <div
      ref={ref}
      class="person-card"
      role="dialog"
      aria-label={name}
      popover="auto"
      onToggle={(event) => event.newState === "closed" && onClose()}
    >
      <Face userId={userId} size={80} presence />
      <p class="who">
        <b dir="auto">{name}</b>
        {user && <small>@{user.username}</small>}
        <small>{t(user?.deactivated ? "places.deactivated" : `places.presence_${store.presence(userId).value}`)}</small>
      </p>
      {user?.status && <p dir="auto">{user.status}</p>}
      <Actions
        userId={userId}
        onGone={() => {
          onClose();
          onGone?.();
        }}
      />
    </div>
  );
}

function Actions({ userId, onGone }: { userId: number; onGone: () => void }) {
  const { api, store } = useClient();
  const [problem, setProblem] = useState<unknown>(null);
  const isMe = userId === store.myId;
  const isBlocked = store.blocked.value.has(userId);
  const write = async () => {
    const chatId = await openDirect(api, userId);
    onGone();
    await goToNew(store, { at: "chat", chatId });
  };
  const edit = () => {
    onGone();
    go({ at: "settings", section: "profile" });
  };
  return (
    <>
      <ProblemText problem={problem} />
      <div class="actions">
        <Button look="primary" onClick={() => void write().catch(setProblem)}>
          {t(isMe ? "places.notes" : "places.write")}
        </Button>
        {isMe ? (
          <Button onClick={edit}>{t("places.edit_profile")}</Button>
        ) : (
          <Button onClick={() => tryTo(isBlocked ? unblock(api, userId) : block(api, userId))}>
            {t(isBlocked ? "places.unblock" : "places.block")}
          </Button>
        )}
      </div>
    </>
  );
}
