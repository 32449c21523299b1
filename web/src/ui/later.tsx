import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { learn, t } from "../i18n/words.ts";
import { whenIdle } from "../platform/idle.ts";
import { useAgain } from "./again.ts";
import { notify } from "./toasts.tsx";

/** Code that comes later, with the words that do. What fails is tried again by the next one who needs it. */
export async function fetchLater<Code>(fetch: () => Promise<Code>): Promise<Code> {
  return (await Promise.all([fetch(), learn("rest")]))[0];
}

/**
 * A view whose code comes when it is first shown, `Meanwhile` or nothing until then; or before, by `load`. If it can't be loaded,
 * one that is open until it is closed (`onClose`) is closed, and any other comes once the network is back.
 */
export function later<Props extends object>(
  fetch: () => Promise<ComponentType<Props>>,
  Meanwhile?: ComponentType<Props>,
) {
  let View: ComponentType<Props> | null = null;
  const load = async () => {
    View ??= await fetchLater(fetch);
  };
  function Later(props: Props & { onClose?: () => void }) {
    const [isHere, tell] = useState(View !== null);
    const [isMissing, setMissing] = useState(false);
    const show = () => load().then(() => tell(true));
    useEffect(() => {
      if (isHere) return;
      show().catch(() => {
        notify(t("problem.offline"));
        setMissing(true);
        props.onClose?.();
      });
    }, []);
    useAgain(isMissing && !isHere, () => void show().catch(() => {})); // that was said
    const Shown = View ?? Meanwhile;
    return Shown && <Shown {...props} />;
  }
  return Object.assign(Later, { load });
}

/** Load these when the page has nothing else to do: what is typed right after a key that opens one must not be lost. */
export function loadSoon(...views: readonly { load: () => Promise<unknown> }[]): void {
  const start = () => {
    for (const view of views) void view.load().catch(() => {}); // it is tried again when it is shown
  };
  whenIdle(start, 3000);
}
