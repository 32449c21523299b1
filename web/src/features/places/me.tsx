import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { displayName } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Face } from "../../ui/face.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { wordsOf } from "../../ui/problem.tsx";
import { notify } from "../../ui/toasts.tsx";

/** Who I am here, and what is mine: settings, the server if I manage it, signing out. */
export function Me() {
  const client = useClient();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const me = client.store.me.value;
  if (!me) return null;
  const items: (MenuItem | "line" | false)[] = [
    { icon: "settings", label: t("places.settings"), onChoose: () => go({ at: "settings" }) },
    !!me.server_role &&
      me.server_role !== "member" && {
        icon: "server",
        label: t("places.server"),
        onChoose: () => go({ at: "server" }),
      },
    "line",
    {
      icon: "log-out",
      label: t("places.sign_out"),
      onChoose: () => void client.signOut().catch((problem) => notify(wordsOf(problem))),
    },
  ];
  return (
    <>
      <button
        type="button"
        class="me"
        aria-label={t("places.me", { name: displayName(me) })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Face userId={me.id} size={38} />
      </button>
      {anchor && (
        <Menu
          anchor={anchor}
          label={displayName(me)}
          items={items.filter((item) => item !== false)}
          onClose={() => setAnchor(null)}
        >
          <p class="menu-head">
            <b dir="auto">{displayName(me)}</b>
            <small>@{me.username}</small>
          </p>
        </Menu>
      )}
    </>
  );
}
