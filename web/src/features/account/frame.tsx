import type { ComponentChildren } from "preact";
import { useClient } from "../../app/context.ts";
import { language, t } from "../../i18n/words.ts";
import { setLanguage } from "../../platform/preferences.ts";
import { pictureAddress } from "../../sync/api/server.ts";
import { Gazebo } from "../../ui/icon.tsx";
import { useTitle } from "../../ui/title.ts";
import { useServer } from "./server.ts";

interface Props {
  title: string;
  lead?: ComponentChildren;
  children: ComponentChildren;
}

/** Where someone stands who is not signed in: the sign of the house, one thing to do, and the language. */
export function Frame({ title, lead, children }: Props) {
  const server = useServer();
  useTitle(title, server?.name);
  const picture = server && pictureAddress(server);
  return (
    <div class="welcome">
      <main>
        <div class="head">
          {picture ? <img class="server-picture" src={picture} alt="" /> : <Gazebo />}
          <h1>{title}</h1>
          {lead && <p>{lead}</p>}
        </div>
        {children}
      </main>
      <div class="foot">
        <button
          type="button"
          lang={language() === "en" ? "ru" : "en"}
          onClick={() => setLanguage(language() === "en" ? "ru" : "en")}
        >
          {t("account.other_language")}
        </button>
      </div>
    </div>
  );
}

/** From a link that is of no use. */
export function WayOn() {
  const { session } = useClient();
  return (
    <a class="button" href="/">
      {t(session.value === "signed-in" ? "common.home" : "account.sign_in")}
    </a>
  );
}
