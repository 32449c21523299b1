import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../i18n/words.ts";
import { Problem } from "../sync/api.ts";
import { wordsOf } from "./problem.tsx";

type Props = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  name: string;
  hint?: ComponentChildren;
  /** What the server said of the form: shown here if it is about this field. */
  problem?: unknown;
};

/** A line to write in, with its label, a hint, and what is wrong with it: in words of the page, not in a bubble of the browser's. */
export function Field({ label, hint, problem, ...rest }: Props) {
  const id = useId();
  const [invalid, setInvalid] = useState("");
  const refused = problem instanceof Problem && problem.field === rest.name ? problem : null;
  return (
    <div class="field" onInput={() => setInvalid("")}>
      <label for={id}>{label}</label>
      <input
        id={id}
        dir="auto"
        aria-invalid={invalid || refused ? "true" : undefined}
        aria-describedby={`${id}-about`}
        onInvalid={(event) => setInvalid(refuse(event))}
        {...rest}
      />
      <div id={`${id}-about`}>
        {invalid || refused ? (
          <p class="wrong" role="alert">
            {invalid || wordsOf(refused)}
            {!invalid && <code>{refused?.code}</code>}
          </p>
        ) : (
          hint && <p class="hint">{hint}</p>
        )}
      </div>
    </div>
  );
}

/** What is wrong with what was written, before it is sent. The first such field of the form has the focus. */
function refuse(event: Event & { currentTarget: HTMLInputElement }): string {
  event.preventDefault();
  const input = event.currentTarget;
  if (input.form?.querySelector("input:invalid") === input) input.focus();
  const { valueMissing, typeMismatch, tooShort } = input.validity;
  if (valueMissing) return t("problem.missing_field");
  if (typeMismatch) return t("problem.bad_email");
  return tooShort ? t("problem.weak_password") : input.validationMessage;
}

/** Whose password the form is about, for what keeps passwords. Nobody sees it. */
export function Whose({ account }: { account: string }) {
  return <input type="text" autocomplete="username" value={account} readOnly hidden />;
}

/** A password that is chosen: the browser may offer one, and keeps it. */
export function NewPassword(props: Pick<Props, "label" | "name" | "problem" | "hint">) {
  return <Field type="password" autocomplete="new-password" minLength={8} maxLength={1024} required {...props} />;
}
