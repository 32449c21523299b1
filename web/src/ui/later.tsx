import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A view whose code comes when it is first shown, nothing until then; or before, by `load`. */
export function later<Props extends object>(fetch: () => Promise<ComponentType<Props>>) {
  let View: ComponentType<Props> | null = null;
  const load = async () => {
    View ??= await fetch();
  };
  function Later(props: Props) {
    const [, tell] = useState(false);
    useEffect(() => {
      if (!View) void load().then(() => tell(true));
    }, []);
    return View && <View {...props} />;
  }
  return Object.assign(Later, { load });
}

/** Load these when the page has nothing else to do: what is typed right after a key that opens one must not be lost. */
export function loadSoon(...views: readonly { load: () => Promise<void> }[]): void {
  const start = () => {
    for (const view of views) void view.load().catch(() => {}); // it is tried again when it is shown
  };
  if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: 3000 });
  else setTimeout(start, 1000); // Safari
}
