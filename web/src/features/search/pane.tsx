import "./search.css";
import type { Signal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { Client } from "../../sync/client.ts";
import { openOverPage } from "../../ui/over-page.ts";
import { Palette } from "../../ui/palette.tsx";
import { Chips } from "./chips.tsx";
import { Looking, type Place } from "./looking.ts";
import { Offers, useOffers } from "./offers.tsx";
import { Results } from "./results.tsx";

let kept: { userId: number; looking: Looking } | null = null;

/** What one looked for last, if it was oneself. */
function lookingOf(client: Client): Looking {
  if (kept?.userId !== client.store.myId) kept = { userId: client.store.myId, looking: new Looking(client) };
  return kept.looking;
}

interface Props {
  /** What was typed before there was this pane. */
  typed: Signal<string>;
  place: Place | null;
  onClose: () => void;
}

export function Pane({ typed, place, onClose }: Props) {
  const client = useClient();
  const [looking] = useState(() => lookingOf(client));
  const [active, setActive] = useState(0);
  const listId = useId();
  const offers = useOffers(looking);
  useTyped(typed, looking);
  useEffect(() => {
    if (place) looking.filter({ place });
  }, [place, looking]);
  const open = (message: Message | undefined) => {
    if (!message) return;
    onClose();
    go({ at: "chat", chatId: message.chat_id, seq: message.seq });
    focusFound(message.seq);
  };
  const choose = (index: number) => {
    const offer = offers?.[index];
    if (offer) looking.choose(offer.change);
    else if (!offers) open(looking.messages.peek()[index]);
    setActive(0);
  };
  const list = { id: listId, active, onActive: setActive, onChoose: choose };
  return (
    <Palette
      class="search"
      label={t("search.title")}
      placeholder={t("search.placeholder")}
      query={looking.text.value}
      onQuery={(text) => {
        looking.type(text);
        setActive(0);
      }}
      list={{
        ...list,
        count: offers ? offers.length : looking.messages.value.length,
        onActive: (index) => {
          setActive(index);
          if (!offers && index >= looking.messages.peek().length - 5) void looking.loadMore();
        },
      }}
      open={openOverPage}
      onClose={onClose}
    >
      <Chips looking={looking} />
      {offers ? <Offers offers={offers} {...list} /> : <Results looking={looking} {...list} />}
    </Palette>
  );
}

/** What was typed before is looked for; where that is nothing, what was looked for last gives way to what is typed now. */
function useTyped(typed: Signal<string>, looking: Looking): void {
  useLayoutEffect(() => {
    if (typed.peek()) looking.type(typed.peek());
    else selectLine();
    typed.value = "";
  }, [typed, looking]);
}

function selectLine(): void {
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.select();
}

const PATIENCE = 10_000; // milliseconds

/** The message that was gone to has the focus once it is there and pointed out, unless one has gone on by then: arrows go on from it. */
function focusFound(seq: number): void {
  const until = performance.now() + PATIENCE;
  const goneOn = new AbortController();
  const { signal } = goneOn;
  for (const name of ["keydown", "pointerdown"])
    addEventListener(name, () => goneOn.abort(), { capture: true, signal });
  const look = () => {
    if (signal.aborted) return;
    const row = document.querySelector<HTMLElement>(`article.target[data-seq="${seq}"]`);
    row?.focus({ preventScroll: true });
    if (row || performance.now() > until) goneOn.abort();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
