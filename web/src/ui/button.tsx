import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { children?: ComponentChildren };

/** A button with words. `look`: one `primary` to a view; `danger` for what can't be undone. */
export function Button({ look, ...rest }: Props & { look?: "primary" | "danger" | "quiet" }) {
  return <button type="button" {...rest} class={`button ${look ?? ""} ${rest.class ?? ""}`} />;
}

/** A button with an icon alone; `label` is what it is called, and shown when pointed at. */
export function IconButton({ icon, label, ...rest }: Props & { icon: string; label: string }) {
  return (
    <button type="button" aria-label={label} title={label} {...rest} class={`icon-button ${rest.class ?? ""}`}>
      <Icon name={icon} />
    </button>
  );
}
