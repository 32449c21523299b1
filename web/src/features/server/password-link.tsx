import { spellRoute } from "../../app/routes.ts";
import { displayName } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { Person } from "../../sync/api/server.ts";
import { Button } from "../../ui/button.tsx";
import { copy } from "../../ui/copy.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { LinkMade } from "../../ui/link-made.tsx";

/** The link stands here once: the server keeps only what it can recognise it by. */
export function PasswordLinkDialog({ person, code, onClose }: { person: Person; code: string; onClose: () => void }) {
  const address = location.origin + spellRoute({ at: "password", code });
  return (
    <Dialog title={t("server.password_link")} onClose={onClose}>
      <div class="stack">
        <p>{t("server.password_link_hint", { name: displayName(person) })}</p>
        <LinkMade address={address} label={t("server.password_link")} />
        <footer>
          <Button look="primary" data-first onClick={() => void copy(address)}>
            {t("common.copy")}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
