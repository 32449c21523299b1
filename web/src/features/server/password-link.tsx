import { spellRoute } from "../../app/routes.ts";
import { displayName } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { Person } from "../../sync/api/server.ts";
import { Dialog } from "../../ui/dialog.tsx";

/** The link stands here once: the server keeps only what it can recognise it by. */
export function PasswordLinkDialog({ person, code, onClose }: { person: Person; code: string; onClose: () => void }) {
  const address = location.origin + spellRoute({ at: "password", code });
  return (
    <Dialog title={t("server.password_link")} onClose={onClose}>
      <div class="stack">
        <p>{t("server.password_link_hint", { name: displayName(person) })}</p>
        <input
          class="link-made"
          readOnly
          value={address}
          aria-label={t("server.password_link")}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
    </Dialog>
  );
}
