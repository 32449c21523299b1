import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import { Button } from "../../ui/button.tsx";

/** Notices on the desktop, asked for and never by themselves. What is told of is a chat's own choice. */
export function NotificationSettings() {
  const { notices } = useClient();
  const permission = notices.permission.value;
  const state = notices.isOn ? "on" : permission === "denied" || permission === "unsupported" ? permission : "off";
  return (
    <section>
      <h2>{t("settings.notifications")}</h2>
      <p class="lead">{t("settings.notifications_lead")}</p>
      <div class="stack">
        <p>{t(`settings.notifications_${state}`)}</p>
        <div>
          {state === "off" && (
            <Button look="primary" onClick={() => void notices.turnOn()}>
              {t("settings.notifications_allow")}
            </Button>
          )}
          {state === "on" && <Button onClick={() => notices.turnOff()}>{t("settings.notifications_stop")}</Button>}
        </div>
      </div>
    </section>
  );
}
