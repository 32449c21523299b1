import { t } from "../i18n/words.ts";
import { notify } from "./toasts.tsx";

/** Put a text where it can be pasted from, and say so; or say that this browser does not let a page do that. */
export async function copy(text: string): Promise<void> {
  const isCopied = (await byClipboard(text)) || bySelection(text);
  notify(t(isCopied ? "common.copied" : "common.not_copied"));
}

async function byClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // refused, or there is none: this page came by plain HTTP
  }
}

/** The old way, which works by plain HTTP too. It needs something selected that can be seen. */
function bySelection(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  (document.querySelector("dialog[open]") ?? document.body).append(field); // beside an open dialog nothing takes the focus
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}
