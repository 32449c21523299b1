import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { children?: ComponentChildren };

interface Looks {
  /** One `primary` to a view; `danger` for what can't be undone. */
  look?: "primary" | "danger" | "quiet";
  /** What it does is on its way. It is not disabled, which would take the focus from it: whoever gives this ignores clicks. */
  busy?: boolean;
}

/** A button with words. */
export function Button({ look, busy, ...rest }: Props & Looks) {
  return <button type="button" aria-busy={busy} {...rest} class={`button ${look ?? ""} ${rest.class ?? ""}`} />;
}

/** A button with an icon alone; `label` is what it is called, and shown when pointed at. */
export function IconButton({ icon, label, ...rest }: Props & { icon: string; label: string }) {
  return (
    <button type="button" aria-label={label} title={label} {...rest} class={`icon-button ${rest.class ?? ""}`}>
      <Icon name={icon} />
    </button>
  );
}
