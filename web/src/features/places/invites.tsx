import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Room } from "../../domain/types.ts";
import { language, t } from "../../i18n/words.ts";
import { createInvite, type Invite, listInvites, revokeInvite } from "../../sync/api/rooms.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";
import { useSubmit } from "../../ui/submit.ts";
import { notify } from "../../ui/toasts.tsx";

const DAY = 86_400; // seconds
const DAYS = [1, 7, 30];
const USES = [1, 10, 100];

/** Links by which people come into a room. */
export function Invites({ room, onClose }: { room: Room; onClose: () => void }) {
  const { api } = useClient();
  const { value, problem, reload } = useLoaded(() => listInvites(api, room.room_id), [room.room_id]);
  return (
    <Dialog title={t("places.invite_to", { name: room.room_name })} onClose={onClose} class="wide">
      <div class="stack">
        <NewInvite room={room} onMade={reload} />
        <ProblemText problem={problem} />
        {!!value?.length && <h3>{t("places.invites")}</h3>}
        <ul class="lines">
          {value?.map((invite) => (
            <Line
              key={invite.code}
              invite={invite}
              onRevoke={() => void revokeInvite(api, room.room_id, invite.code).then(reload)}
            />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function NewInvite({ room, onMade }: { room: Room; onMade: () => void }) {
  const { api } = useClient();
  const [made, setMade] = useState<Invite | null>(null);
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    const invite = await createInvite(
      api,
      room.room_id,
      Number(form.get("days")) * DAY,
      Number(form.get("uses")) || null,
    );
    setMade(invite);
    await copyLink(invite);
    onMade();
  });
  return (
    <form onSubmit={onSubmit}>
      <div class="two">
        <label class="field">
          {t("places.invite_expires")}
          <select name="days">
            {DAYS.map((days) => (
              <option key={days} value={days} selected={days === 7}>
                {t("places.days", { count: days })}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {t("places.invite_uses")}
          <select name="uses">
            <option value="">{t("places.any_number")}</option>
            {USES.map((uses) => (
              <option key={uses} value={uses}>
                {t("places.people", { count: uses })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ProblemText problem={problem} />
      <Button type="submit" look="primary" disabled={busy}>
        {t("places.make_link")}
      </Button>
      {made && (
        <input
          class="link-made"
          readOnly
          value={linkOf(made)}
          aria-label={t("places.invite_link")}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </form>
  );
}

function Line({ invite, onRevoke }: { invite: Invite; onRevoke: () => void }) {
  const until = new Date(invite.expires_at).toLocaleDateString(language(), { day: "numeric", month: "long" });
  const used = invite.max_uses
    ? t("places.used_of", { uses: invite.uses, max: invite.max_uses })
    : t("places.used", { count: invite.uses });
  return (
    <li>
      <span class="about">
        <span>{linkOf(invite)}</span>
        <small>
          {t("places.until", { when: until })} · {used}
        </small>
      </span>
      <IconButton icon="copy" label={t("common.copy")} onClick={() => void copyLink(invite)} />
      <IconButton icon="trash-2" label={t("places.revoke")} onClick={onRevoke} />
    </li>
  );
}

function linkOf(invite: Invite): string {
  return `${location.origin}/join/${encodeURIComponent(invite.code)}`;
}

/** Not every browser lets a page copy, nor over plain HTTP: the link stands there to be copied by hand. */
async function copyLink(invite: Invite): Promise<void> {
  const isCopied = await navigator.clipboard?.writeText(linkOf(invite)).then(
    () => true,
    () => false,
  );
  if (isCopied) notify(t("places.link_copied"));
}
