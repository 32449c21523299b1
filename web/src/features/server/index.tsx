import "./server.css";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { allowsOfServer } from "../../domain/server-rights.ts";
import type { Role } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Empty } from "../../ui/empty.tsx";
import { Pages, type Section } from "../../ui/pages.tsx";
import { General } from "./general.tsx";
import { Invitations } from "./invitations.tsx";
import { Log } from "./log.tsx";
import { People } from "./people.tsx";
import { Rooms } from "./rooms.tsx";

/** What the server's owners and administrators see and set. */
export function Server({ section }: { section?: string }) {
  const role = useClient().store.me.value?.server_role;
  if (!role || role === "member") return <Empty title={t("common.not_found")} />;
  return (
    <Pages
      title={t("server.title")}
      sections={sections(role)}
      chosen={section}
      onClose={() => go({ at: "home" })}
      onBack={() => go({ at: "server" }, { replace: true })}
    />
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
