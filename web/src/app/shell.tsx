import "./shell.css";
import { Join, NewPassword, SignIn, SignUp, serverAbout } from "../features/account/index.tsx";
import { Jump } from "../features/jump/index.tsx";
import { Search } from "../features/search/index.tsx";
import { Server } from "../features/server/index.tsx";
import { Settings } from "../features/settings/index.tsx";
import { t } from "../i18n/words.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { Banner } from "./banner.tsx";
import { useClient } from "./context.ts";
import { Home } from "./home.tsx";
import { go, route } from "./routes.ts";

/** The page: which screen stands for which address. */
export function Shell() {
  const { session } = useClient();
  return (
    <>
      {session.value === "starting" ? <Starting /> : session.value === "signed-in" ? <SignedIn /> : <SignedOut />}
      {session.value === "signed-in" && <Jump />}
      {session.value === "signed-in" && <Search />}
      {session.value === "signed-in" && <Banner />}
      <Toasts />
    </>
  );
}

function Starting() {
  return (
    <div class="boot">
      <div class="spinner" role="status" aria-label={t("common.loading")} />
    </div>
  );
}

/** An invite and a one-time link need no account; everything else waits behind the sign-in. */
function SignedOut() {
  const at = route.value;
  if (at.at === "join") return <Join code={at.code} />;
  if (at.at === "password") return <NewPassword code={at.code} />;
  if (at.at === "sign-up" || serverAbout.value.empty)
    return <SignUp {...("code" in at && at.code ? { code: at.code } : {})} />;
  return <SignIn />;
}

function SignedIn() {
  const at = route.value;
  if (at.at === "nowhere") return <Nowhere />;
  if (at.at === "join") return <Join code={at.code} />;
  if (at.at === "settings") return <Settings {...(at.section ? { section: at.section } : {})} />;
  if (at.at === "server") return <Server {...(at.section ? { section: at.section } : {})} />;
  return <Home />;
}

function Nowhere() {
  return (
    <Empty title={t("common.not_found")}>
      <p>{t("common.not_found_hint")}</p>
      <Button look="primary" onClick={() => go({ at: "home" })}>
        {t("common.home")}
      </Button>
    </Empty>
  );
}
