import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { displayName, type User } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { setTheme, theme } from "../../platform/preferences.ts";
import type { Client } from "../../sync/client.ts";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { tryTo } from "./try.ts";

interface Props {
  me: User;
  anchor: HTMLElement;
  onClose: () => void;
}

/** What is mine: settings, the server if I manage it, the colours, signing out. */
export function MeMenu({ me, anchor, onClose }: Props) {
  const client = useClient();
  return (
    <Menu anchor={anchor} label={displayName(me)} items={itemsFor(client, me)} onClose={onClose}>
      <MenuHead me={me} />
    </Menu>
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
