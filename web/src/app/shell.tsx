import "./shell.css";
import { useLayoutEffect } from "preact/hooks";
import { Jump } from "../features/jump/index.tsx";
import { Search } from "../features/search/index.tsx";
import { learn, type Part, t } from "../i18n/words.ts";
import { handOnKeys } from "../platform/first-keys.ts";
import { later } from "../ui/later.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { Banner } from "./banner.tsx";
import { useClient } from "./context.ts";
import { Home, Nowhere } from "./home.tsx";
import { go, type Route, route } from "./routes.ts";

/** A feature together with its own words. */
function withWords<Feature>(part: Part, load: () => Promise<Feature>): () => Promise<Feature> {
  return async () => (await Promise.all([load(), learn(part)]))[0];
}

// What most visits never show comes when it is asked for.
const loadAccount = withWords("account", () => import("../features/account/index.tsx"));
const Stranger = later<{ at: Route }>(async () => (await loadAccount()).Stranger);
const Join = later<{ code: string }>(async () => (await loadAccount()).Join);
const SetPassword = later<{ code: string }>(async () => (await loadAccount()).SetPassword);
const loadSettings = withWords("settings", () => import("../features/settings/index.tsx"));
const Settings = later<{ section?: string }>(async () => (await loadSettings()).Settings);
const loadServer = withWords("server", () => import("../features/server/index.tsx"));
const Server = later<{ section?: string }>(async () => (await loadServer()).Server);

/** The page: which screen stands for which address. */
export function Shell() {
  const { session } = useClient();
  // What listens to keys stands below, and does so by now.
  useLayoutEffect(() => {
    if (session.value !== "starting") handOnKeys(session.value === "signed-in");
    if (session.value === "signed-in" && isForStrangers(route.peek())) go({ at: "home" }, { replace: true });
  }, [session.value]);
  return (
    <>
      <Screen />
      {session.value === "signed-in" && (
        <>
          <Jump />
          <Search />
          <Banner />
        </>
      )}
      <Toasts />
    </>
  );
}

/** Of no use once one is signed in. */
function isForStrangers({ at }: Route): boolean {
  return at === "sign-in" || at === "sign-up";
}

function Screen() {
  const { session } = useClient();
  if (session.value === "starting") return <Starting />;
  if (route.value.at === "nowhere") return <Nowhere />;
  return session.value === "signed-in" ? <SignedIn /> : <Stranger at={route.value} />;
}

function Starting() {
  return (
    <div class="boot">
      <div class="spinner" role="status" aria-label={t("common.loading")} />
    </div>
  );
}

function SignedIn() {
  const at = route.value;
  if (at.at === "join") return <Join code={at.code} />;
  if (at.at === "password") return <SetPassword code={at.code} />;
  if (at.at === "settings") return <Settings {...(at.section ? { section: at.section } : {})} />;
  if (at.at === "server") return <Server {...(at.section ? { section: at.section } : {})} />;
  return <Home />;
}
