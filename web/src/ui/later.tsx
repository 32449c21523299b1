import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A view whose code comes when it is first shown; nothing until then. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let View: ComponentType<Props> | null = null;
  return function Later(props: Props) {
    const [, tell] = useState(false);
    useEffect(() => {
      if (View) return;
      void load().then((loaded) => {
        View = loaded;
        tell(true);
      });
    }, []);
    return View && <View {...props} />;
  };
}
