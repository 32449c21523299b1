import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { displayName, type User } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { setTheme, theme } from "../../platform/preferences.ts";
import type { Client } from "../../sync/client.ts";
import { Face } from "../../ui/face.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { tryTo } from "./try.ts";

/** Who I am here, and what is mine: settings, the server if I manage it, the colours, signing out. */
export function Me() {
  const client = useClient();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const me = client.store.me.value;
  if (!me) return null;
  return (
    <>
      <button
        type="button"
        class="me"
        title={displayName(me)}
        aria-label={t("places.me", { name: displayName(me) })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Face userId={me.id} size={38} />
        <span class={`presence ${client.isOffline.value ? "offline" : ""}`} />
      </button>
      {anchor && (
        <Menu anchor={anchor} label={displayName(me)} items={itemsFor(client, me)} onClose={() => setAnchor(null)}>
          <MenuHead me={me} />
        </Menu>
      )}
    </>
  );
}

function MenuHead({ me }: { me: User }) {
  return (
    <p class="menu-head">
      <b dir="auto">{displayName(me)}</b>
      <small>@{me.username}</small>
      {me.status && <small dir="auto">{me.status}</small>}
    </p>
  );
}

function itemsFor(client: Client, me: User): readonly (MenuItem | "line")[] {
  const manages = me.server_role === "owner" || me.server_role === "admin";
  const items: (MenuItem | "line" | false)[] = [
    { icon: "settings", label: t("places.settings"), onChoose: () => go({ at: "settings" }) },
    manages && { icon: "server", label: t("places.server"), onChoose: () => go({ at: "server" }) },
    themeItem(),
    "line",
    { icon: "log-out", label: t("places.sign_out"), onChoose: () => tryTo(client.signOut()) },
  ];
  return items.filter((item) => item !== false);
}

/** From what is seen now to the other. */
function themeItem(): MenuItem {
  const isDark = theme.value === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : theme.value === "dark";
  return isDark
    ? { icon: "sun", label: t("places.theme_light"), onChoose: () => setTheme("light") }
    : { icon: "moon", label: t("places.theme_dark"), onChoose: () => setTheme("dark") };
}
