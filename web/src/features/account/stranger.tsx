import type { Route } from "../../app/routes.ts";
import { Join } from "./join.tsx";
import { NewPassword } from "./password.tsx";
import { serverAbout } from "./server.ts";
import { SignIn } from "./sign-in.tsx";
import { SignUp } from "./sign-up.tsx";

/** Someone who is not signed in. An invite and a one-time link need no account; everything else waits behind the sign-in. */
export function Stranger({ at }: { at: Route }) {
  if (at.at === "join") return <Join code={at.code} />;
  if (at.at === "password") return <NewPassword code={at.code} />;
  if (at.at === "sign-up" || serverAbout.value.empty) {
    return <SignUp {...("code" in at && at.code ? { code: at.code } : {})} />;
  }
  return <SignIn />;
}
