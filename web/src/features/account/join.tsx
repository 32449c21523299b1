import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { t } from "../../i18n/words.ts";
import { acceptInvite, previewInvite } from "../../sync/api/invites.ts";
import { Button } from "../../ui/button.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";
import { enterRoom } from "../places/index.ts";
import { Frame, WayOn } from "./frame.tsx";
import { useServer } from "./server.ts";
import { SignInForm } from "./sign-in.tsx";
import { SignUp, SignUpForm } from "./sign-up.tsx";
import { isPassing, Unknown } from "./unknown.tsx";

/** The invite by which an account was just made: whoever made it need not be asked whether to join. */
let taken = "";

/** The page of an invite: to what room, and one step into it, with an account or without one. */
export function Join({ code }: { code: string }) {
  const { api, session } = useClient();
  const { value: preview, problem, reload } = useLoaded(() => previewInvite(api, code), [code]);
  if (isPassing(problem)) return <Unknown problem={problem} again={reload} />;
  if (problem) return <Useless problem={problem} />;
  if (!preview) return <div class="boot" />;
  const { room_name, member_count } = preview;
  if (room_name === null) return <JoinServer code={code} />;
  return (
    <Frame
      title={t("account.invited_to", { room: room_name })}
      lead={member_count !== null && t("account.members", { count: member_count })}
    >
      {session.value === "signed-in" ? <JoinNow code={code} /> : <JoinAsStranger code={code} />}
    </Frame>
  );
}

/** An invite to the server itself makes an account; who has one is in. */
function JoinServer({ code }: { code: string }) {
  const { session } = useClient();
  const server = useServer();
  const isIn = session.value === "signed-in";
  useEffect(() => {
    if (isIn) go({ at: "home" }, { replace: true });
  }, [isIn]);
  return server && !isIn ? <SignUp server={server} code={code} /> : null;
}

function JoinNow({ code }: { code: string }) {
  const { api, store } = useClient();
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [isTaken] = useState(taken === code);
  const join = async () => {
    if (busy) return;
    taken = "";
    setBusy(true);
    try {
      await enterRoom(store, await acceptInvite(api, code));
    } catch (thrown) {
      setProblem(thrown);
      setBusy(false);
    }
  };
  useEffect(() => {
    if (isTaken) void join();
  }, []);
  if (isTaken && !problem) return null;
  const name = store.me.value?.name || store.me.value?.username || "";
  return (
    <div class="card">
      <p>{t("account.join_as", { name })}</p>
      <ProblemText problem={problem} />
      <Button look="primary" busy={busy} onClick={join}>
        {t("account.join")}
      </Button>
      <a href="/">{t("account.not_now")}</a>
    </div>
  );
}

/** Make an account, if the server takes new members, which joins at once, or sign in: then the card with one button is shown. */
function JoinAsStranger({ code }: { code: string }) {
  const [hasAccount, setHasAccount] = useState(false);
  if (useServer()?.registration === "closed") {
    return (
      <>
        <SignInForm />
        <p class="other">{t("account.closed")}</p>
      </>
    );
  }
  return (
    <>
      {hasAccount ? (
        <SignInForm />
      ) : (
        <SignUpForm
          code={code}
          onMade={() => {
            taken = code;
          }}
        />
      )}
      <p class="other">
        {hasAccount ? t("account.no_account") : t("account.have_account")}{" "}
        <Button look="quiet" onClick={() => setHasAccount(!hasAccount)}>
          {hasAccount ? t("account.create") : t("account.sign_in")}
        </Button>
      </p>
    </>
  );
}

function Useless({ problem }: { problem: unknown }) {
  return (
    <Frame title={t("account.invite_useless")} lead={t("account.invite_useless_hint")}>
      <div class="card">
        <ProblemText problem={problem} />
        <WayOn />
      </div>
    </Frame>
  );
}
