// biome-ignore-all lint/a11y/useFocusableInteractive: the field has the focus, and names the active line
// biome-ignore-all lint/a11y/useKeyWithClickEvents: so do its keys
import "./jump.css";
import type { Signal } from "@preact/signals";
import { useId, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import type { User } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { findPeople, openDirect } from "../../sync/api/people.ts";
import type { Client } from "../../sync/client.ts";
import { Badge } from "../../ui/badge.tsx";
import { Face } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { openOverPage } from "../../ui/over-page.ts";
import { Palette } from "../../ui/palette.tsx";
import { PaletteKeys } from "../../ui/palette-keys.tsx";
import { sayProblem } from "../../ui/problem.tsx";
import { useSettled } from "../../ui/settled.ts";
import { goToNew } from "../places/index.ts";
import { openSearch } from "../search/index.tsx";
import { piecesOf } from "./fuzzy.ts";
import { recent } from "./recent.ts";
import { type Target, targetsFor } from "./targets.ts";

export function Pane({ typed, onClose }: { typed: Signal<string>; onClose: () => void }) {
  const client = useClient();
  const query = typed.value;
  const [active, setActive] = useState(0);
  const listId = useId();
  const found = usePeople(client, query);
  const targets = targetsFor(client.store, query, recent(), found);
  const choose = (index: number) => {
    const target = targets[index];
    if (!target) return;
    onClose();
    void follow(client, target).catch(sayProblem);
  };
  const look = (text: string) => {
    typed.value = text;
    setActive(0);
  };
  return (
    <Palette
      label={t("jump.title")}
      placeholder={t("jump.placeholder")}
      query={query}
      onQuery={look}
      list={{ id: listId, count: targets.length, active, onActive: setActive, onChoose: choose }}
      open={openOverPage}
      onClose={onClose}
    >
      <div class="palette-list" role="listbox" id={listId} aria-label={t("jump.places")}>
        {targets.map((target, index) => (
          <div
            key={target.key}
            id={`${listId}-${index}`}
            role="option"
            class="jump-target"
            aria-selected={index === active}
            onPointerMove={() => index !== active && setActive(index)}
            onClick={() => choose(index)}
          >
            <Line target={target} />
          </div>
        ))}
        {!targets.length && <p class="jump-none">{t(query ? "jump.none" : "jump.empty")}</p>}
      </div>
      <SearchButton query={query.trim()} onClose={onClose} />
      <PaletteKeys choose={t("jump.key_go")} />
    </Palette>
  );
}

async function follow(client: Client, { go: to }: Target): Promise<void> {
  if ("roomId" in to) return go({ at: "room", roomId: to.roomId });
  if ("chatId" in to) return go({ at: "chat", chatId: to.chatId });
  await goToNew(client.store, { at: "chat", chatId: await openDirect(client.api, to.userId) });
}

/** What was typed may be what was said, not where. */
function SearchButton({ query, onClose }: { query: string; onClose: () => void }) {
  const open = () => {
    onClose();
    openSearch(null, query);
  };
  return (
    <button type="button" class="jump-search" onClick={open}>
      <Icon name="search" />
      <span>{query ? t("jump.search_for", { query }) : t("jump.search")}</span>
    </button>
  );
}

function Line({ target }: { target: Target }) {
  return (
    <>
      {target.userId ? (
        <Face userId={target.userId} size={24} presence />
      ) : (
        <Icon name={target.icon ?? "message-circle"} />
      )}
      <b dir="auto">{marked(target)}</b>
      <span dir="auto">{"userId" in target.go ? `${target.detail} · ${t("jump.new_chat")}` : target.detail}</span>
      <Badge count={target.unread} {...(target.isCall ? { look: "call" } : {})} />
    </>
  );
}

function marked({ label, places }: Target) {
  return piecesOf(label, places).map(({ text, isMatch }) => (isMatch ? <mark>{text}</mark> : text));
}

/** Whom the server finds by this: also those with whom one has no chat yet. What is known here is shown all the same. */
function usePeople(client: Client, query: string): readonly User[] {
  const wanted = useSettled(query.replace(/^@/, "").trim());
  const { value } = useLoaded(async () => (wanted ? findPeople(client.api, wanted) : []), [wanted]);
  return value ?? [];
}
