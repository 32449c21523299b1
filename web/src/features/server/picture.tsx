import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ServerAbout } from "../../sync/api/about.ts";
import { pictureAddress, removeServerPicture, saveServerPicture } from "../../sync/api/server.ts";
import { Button } from "../../ui/button.tsx";
import { Gazebo } from "../../ui/icon.tsx";
import { sayProblem } from "../../ui/problem.tsx";

/** The sign that people see before they come in. */
export function ServerPicture({ server, onSaved }: { server: ServerAbout; onSaved: () => void }) {
  const { api } = useClient();
  const address = pictureAddress(server);
  const settle = (work: Promise<unknown>) => void work.then(onSaved, sayProblem);
  const choose = (file: File | undefined) => file && settle(saveServerPicture(api, file));
  return (
    <div class="my-photo">
      {address ? <img class="server-sign" src={address} alt="" width={72} height={72} /> : <Gazebo />}
      <div class="actions">
        <label class="button">
          {t("server.choose_picture")}
          <input
            class="visually-hidden"
            type="file"
            accept="image/png,image/jpeg,image/webp"
            onChange={(event) => {
              choose(event.currentTarget.files?.[0]);
              event.currentTarget.value = ""; // the same picture may be chosen again
            }}
          />
        </label>
        {address && <Button onClick={() => settle(removeServerPicture(api))}>{t("server.remove_picture")}</Button>}
      </div>
    </div>
  );
}
