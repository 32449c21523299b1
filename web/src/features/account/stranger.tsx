import { useClient } from "../../app/context.ts";
import type { Route } from "../../app/routes.ts";
import { useAgain } from "../../ui/again.ts";
import { Join } from "./join.tsx";
import { SetPassword } from "./password.tsx";
import { useServer } from "./server.ts";
import { SignIn } from "./sign-in.tsx";
import { SignUp } from "./sign-up.tsx";

/** Someone who is not signed in. An invite and a one-time link need no account; everything else waits behind the sign-in. */
export function Stranger({ at }: { at: Route }) {
  const client = useClient();
  const server = useServer();
  useAgain(server?.signed_in === undefined, () => void client.learnServer());
  if (!server) return <div class="boot" />;
  if (at.at === "join" || (at.at === "sign-up" && at.code)) return <Join code={at.code ?? ""} />;
  if (at.at === "password") return <SetPassword code={at.code} />;
  if (at.at === "sign-up") return <SignUp server={server} />;
  return server.empty ? <SignUp server={server} /> : <SignIn server={server} />;
}
