import "./server.css";
import { useClient } from "../../app/context.ts";
import { go, leaveSettings } from "../../app/routes.ts";
import { allowsOfServer } from "../../domain/server-rights.ts";
import type { Role } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Pages, type Section } from "../../ui/pages.tsx";
import { General } from "./general.tsx";
import { Invitations } from "./invitations.tsx";
import { Log } from "./log.tsx";
import { People } from "./people.tsx";
import { Rooms } from "./rooms.tsx";

/** What the server's owners and administrators see and set. */
export function Server({ section }: { section?: string }) {
  const me = useClient().store.me.value;
  if (!me) return <div class="boot" />; // before `hello` it is not known yet
  const role = me.server_role ?? "member";
  if (role === "member") return <NotForMembers />;
  return (
    <Pages
      title={t("server.title")}
      sections={sections(role)}
      chosen={section}
      onClose={leaveSettings}
      onBack={() => go({ at: "server" }, { replace: true })}
    />
  );
}

function NotForMembers() {
  return (
    <main class="nowhere">
      <Empty title={t("server.not_for_members")} heading="h1">
        <p>{t("server.not_for_members_hint")}</p>
        <Button look="primary" onClick={() => go({ at: "home" }, { replace: true })}>
          {t("common.home")}
        </Button>
      </Empty>
    </main>
  );
}

function sections(role: Role): readonly Section[] {
  const all = [
    { key: "general", icon: "server", label: t("server.general"), view: () => <General /> },
    { key: "people", icon: "users", label: t("server.people"), view: () => <People /> },
    { key: "invites", icon: "link", label: t("server.invites"), view: () => <Invitations /> },
    { key: "rooms", icon: "hash", label: t("server.rooms"), view: () => <Rooms /> },
    { key: "log", icon: "clock", label: t("server.log"), view: () => <Log /> },
  ];
  return all
    .filter((each) => each.key !== "log" || allowsOfServer("read who has done what of this", role))
    .map((each) => ({ ...each, address: `/server-settings/${each.key}` }));
}
