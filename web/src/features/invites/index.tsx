import "../../ui/lines.css";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { locale, t } from "../../i18n/words.ts";
import type { Invite } from "../../sync/api/rooms.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { copy } from "../../ui/copy.ts";
import { LinkMade } from "../../ui/link-made.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";
import { useSubmit } from "../../ui/submit.ts";

const DAY = 86_400; // seconds
const DAYS = [1, 7, 30];
const USES = [1, 10, 100];

/** What the links lead into: a room, or the server. */
export interface Links {
  readonly list: () => Promise<readonly Invite[]>;
  readonly create: (expiresIn: number, maxUses: number | null) => Promise<Invite>;
  readonly revoke: (code: string) => Promise<unknown>;
  readonly addressOf: (code: string) => string;
}

/** Links by which people come in: make them, copy them, take them back. */
export function InviteLinks({ links }: { links: Links }) {
  const { value, problem, reload } = useLoaded(links.list, []);
  return (
    <div class="stack">
      <NewInvite links={links} onMade={reload} />
      <ProblemText problem={problem} />
      {!!value?.length && <h3>{t("invites.working")}</h3>}
      <ul class="lines">
        {value?.map((invite) => (
          <Line
            key={invite.code}
            invite={invite}
            address={links.addressOf(invite.code)}
            onRevoke={() => void links.revoke(invite.code).then(reload)}
          />
        ))}
      </ul>
    </div>
  );
}

function NewInvite({ links, onMade }: { links: Links; onMade: () => void }) {
  const [made, setMade] = useState<Invite | null>(null);
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    const invite = await links.create(Number(form.get("days")) * DAY, Number(form.get("uses")) || null);
    setMade(invite);
    await copy(links.addressOf(invite.code));
    onMade();
  });
  return (
    <form class="stack" onSubmit={onSubmit}>
      <div class="two">
        <label class="field">
          {t("invites.invite_expires")}
          <select name="days">
            {DAYS.map((days) => (
              <option key={days} value={days} selected={days === 7}>
                {t("invites.days", { count: days })}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {t("invites.invite_uses")}
          <select name="uses">
            <option value="">{t("invites.any_number")}</option>
            {USES.map((uses) => (
              <option key={uses} value={uses}>
                {t("invites.uses", { count: uses })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ProblemText problem={problem} />
      <div>
        <Button type="submit" look="primary" busy={busy}>
          {t("invites.make_link")}
        </Button>
      </div>
      {made && <LinkMade address={links.addressOf(made.code)} label={t("invites.invite_link")} />}
    </form>
  );
}

function Line({ invite, address, onRevoke }: { invite: Invite; address: string; onRevoke: () => void }) {
  const until = new Date(invite.expires_at).toLocaleDateString(locale(), { day: "numeric", month: "long" });
  return (
    <li>
      <span class="about">
        <span class="address">{showAddress(address)}</span>
        <small>
          {t("invites.until", { when: until })} · {usesOf(invite)}
        </small>
      </span>
      <IconButton icon="copy" label={t("common.copy")} onClick={() => void copy(address)} />
      <IconButton icon="trash-2" label={t("invites.revoke")} onClick={onRevoke} />
    </li>
  );
}

function usesOf({ uses, max_uses: max }: Invite): string {
  if (max) return t("invites.used_of", { uses, max });
  return uses ? t("invites.used", { count: uses }) : t("invites.unused");
}

/** What tells it from others; where it is too long for a line, its code begins the next one. */
function showAddress(address: string): ComponentChildren {
  const code = address.lastIndexOf("/") + 1;
  return [address.slice(address.indexOf("//") + 2, code), <wbr key="break" />, address.slice(code)];
}
