import "./settings.css";
import { go, leaveSettings } from "../../app/routes.ts";
import { t } from "../../i18n/words.ts";
import { Pages, type Section } from "../../ui/pages.tsx";
import { Appearance } from "./appearance.tsx";
import { Blocked } from "./blocked.tsx";
import { Devices } from "./devices.tsx";
import { NotificationSettings } from "./notifications.tsx";
import { Password } from "./password.tsx";
import { Profile } from "./profile.tsx";

/** What someone sets for themselves. */
export function Settings({ section }: { section?: string }) {
  return (
    <Pages
      title={t("settings.title")}
      sections={sections()}
      chosen={section}
      onClose={leaveSettings}
      onBack={() => go({ at: "settings" }, { replace: true })}
    />
  );
}

function sections(): readonly Section[] {
  return [
    { key: "profile", icon: "user", label: t("settings.profile"), view: () => <Profile /> },
    { key: "appearance", icon: "sun", label: t("settings.appearance"), view: () => <Appearance /> },
    { key: "notifications", icon: "bell", label: t("settings.notifications"), view: () => <NotificationSettings /> },
    { key: "password", icon: "key-round", label: t("settings.password"), view: () => <Password /> },
    { key: "devices", icon: "monitor", label: t("settings.devices"), view: () => <Devices /> },
    { key: "blocked", icon: "ban", label: t("settings.blocked"), view: () => <Blocked /> },
  ].map((each) => ({ ...each, address: `/settings/${each.key}` }));
}
