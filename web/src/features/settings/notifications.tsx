import { useState } from "preact/hooks";
import { t } from "../../i18n/words.ts";
import { Button } from "../../ui/button.tsx";

/** Notices on the desktop, asked for and never by themselves. What is told of is a chat's own choice. */
export function NotificationSettings() {
  const [state, setState] = useState(permission());
  return (
    <section>
      <h2>{t("settings.notifications")}</h2>
      <p class="lead">{t("settings.notifications_lead")}</p>
      <div class="stack">
        <p>{t(`settings.notifications_${state}`)}</p>
        {state === "default" && (
          <div>
            <Button look="primary" onClick={async () => setState(await Notification.requestPermission())}>
              {t("settings.notifications_allow")}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

function permission(): NotificationPermission | "missing" {
  return "Notification" in window ? Notification.permission : "missing";
}
