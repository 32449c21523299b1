import { useClient } from "../../app/context.ts";
import { spellRoute } from "../../app/routes.ts";
import { t } from "../../i18n/words.ts";
import { about } from "../../sync/api/about.ts";
import { createServerInvite, listServerInvites, revokeServerInvite } from "../../sync/api/server.ts";
import { useLoaded } from "../../ui/loaded.ts";
import { InviteLinks, type Links } from "../invites/index.tsx";

/** Links by which people make an account here, where not everyone may. */
export function Invitations() {
  const { api } = useClient();
  const { value } = useLoaded(() => about(api), []);
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
      {value?.registration === "closed" && <p role="status">{t("server.invites_closed")}</p>}
      <InviteLinks links={links} />
    </section>
  );
}
