import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";
import { Problem } from "../sync/api.ts";
import { wordsOf } from "./problem.tsx";

type Props = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  name: string;
  hint?: ComponentChildren;
  /** What the server said of the form: shown here if it is about this field. */
  problem?: unknown;
};

/** A line to write in, with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, problem, ...rest }: Props) {
  const id = useId();
  const wrong = problem instanceof Problem && problem.field === rest.name ? problem : null;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} dir="auto" aria-invalid={wrong ? "true" : undefined} aria-describedby={`${id}-about`} {...rest} />
      <div id={`${id}-about`}>
        {wrong ? (
          <p class="wrong" role="alert">
            {wordsOf(wrong)}
            <code>{wrong.code}</code>
          </p>
        ) : (
          hint && <p class="hint">{hint}</p>
        )}
      </div>
    </div>
  );
}

/** A password that is chosen: the browser may offer one, and keeps it. */
export function NewPassword(props: Pick<Props, "label" | "name" | "problem" | "hint">) {
  return <Field type="password" autocomplete="new-password" minLength={8} maxLength={1024} required {...props} />;
}
