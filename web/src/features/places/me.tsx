import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { displayName } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { Face } from "../../ui/face.tsx";
import { MeMenu } from "./menus.ts";

/** Who I am here; a click opens what is mine. */
export function Me() {
  const client = useClient();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const me = client.store.me.value;
  if (!me) return null;
  return (
    <>
      <button
        type="button"
        class="me"
        title={displayName(me)}
        aria-label={t("places.me", { name: displayName(me) })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Face userId={me.id} size={38} />
        <span class={`presence ${client.isOffline.value ? "offline" : ""}`} />
      </button>
      {anchor && <MeMenu me={me} anchor={anchor} onClose={() => setAnchor(null)} />}
    </>
  );
}
