import { useClient } from "../../app/context.ts";
import { locale, t } from "../../i18n/words.ts";
import { type Device, listDevices, signOutDevice } from "../../sync/api/accounts.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText, sayProblem } from "../../ui/problem.tsx";
import { useRows } from "../../ui/rows.ts";
import { describeAgent } from "./agents.ts";

/** Where I am signed in, and signing out there. */
export function Devices() {
  const client = useClient();
  const rows = useRows();
  const { value, problem, reload } = useLoaded(() => listDevices(client.api, client.store.myId), []);
  const end = async (device: Device) => {
    if (device.current) return client.signOut();
    await signOutDevice(client.api, client.store.myId, device.id).then(reload, sayProblem);
  };
  return (
    <section>
      <h2>{t("settings.devices")}</h2>
      <p class="lead">{t("settings.devices_lead")}</p>
      <ProblemText problem={problem} />
      <ul class="lines" {...rows}>
        {value?.map((device) => (
          <Line key={device.id} device={device} onEnd={() => void end(device)} />
        ))}
      </ul>
    </section>
  );
}

function Line({ device, onEnd }: { device: Device; onEnd: () => void }) {
  const used = new Date(device.last_used_at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
  return (
    <li>
      <Icon name="monitor" />
      <span class="about">
        <span>{describeAgent(device.user_agent) || t("settings.unknown_device")}</span>
        <small>{device.current ? t("settings.this_device") : t("settings.used", { when: used })}</small>
        <small>{device.address}</small>
      </span>
      <Button onClick={onEnd}>{t("settings.sign_out")}</Button>
    </li>
  );
}
