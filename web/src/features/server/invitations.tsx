import { useClient } from "../../app/context.ts";
import { spellRoute } from "../../app/routes.ts";
import { t } from "../../i18n/words.ts";
import { createServerInvite, listServerInvites, revokeServerInvite } from "../../sync/api/server.ts";
import { InviteLinks, type Links } from "../invites/index.tsx";

/** Links by which people make an account here, where not everyone may. */
export function Invitations() {
  const { api } = useClient();
  const links: Links = {
    list: () => listServerInvites(api),
    create: (expiresIn, maxUses) => createServerInvite(api, expiresIn, maxUses),
    revoke: (code) => revokeServerInvite(api, code),
    addressOf: (code) => location.origin + spellRoute({ at: "sign-up", code }),
  };
  return (
    <section>
      <h2>{t("server.invites")}</h2>
      <p class="lead">{t("server.invites_lead")}</p>
      <InviteLinks links={links} />
    </section>
  );
}
