// biome-ignore-all lint/a11y/useFocusableInteractive: the field has the focus, and names the active line
// biome-ignore-all lint/a11y/useKeyWithClickEvents: so do its keys
import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { displayName, type User } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { Store } from "../../store/store.ts";
import { findPeople } from "../../sync/api/people.ts";
import type { Client } from "../../sync/client.ts";
import { iconOf, nameOf } from "../../ui/chat.ts";
import { Face } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Filters, Looking } from "./looking.ts";

export interface Offer {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly icon?: string;
  readonly userId?: number;
  readonly change: Filters;
}

export interface ListProps {
  id: string;
  active: number;
  onActive: (index: number) => void;
  onChoose: (index: number) => void;
}

const MOST = 8;

/** Whom or what the filter could mean that is being typed; null if there is none that needs a choice. */
export function useOffers(looking: Looking): readonly Offer[] | null {
  const client = useClient();
  const [found, setFound] = useState<{ value: string; people: readonly Offer[] }>({ value: "", people: [] });
  const typed = looking.open.value;
  const isPerson = typed?.key === "from";
  const value = typed?.value ?? "";
  useEffect(() => {
    if (!isPerson) return;
    let isStale = false;
    offerPeople(client, value).then(
      (people) => !isStale && setFound({ value, people }),
      () => {}, // the next letter asks again
    );
    return () => {
      isStale = true;
    };
  }, [client, isPerson, value]);
  // Until the server has answered, those that were offered before, as far as they fit: Enter takes the first of them.
  if (isPerson) return found.value === value ? found.people : found.people.filter((each) => isNamed(each, value));
  return typed?.key === "in" ? offerPlaces(client.store, value) : null;
}

function isNamed({ label, detail }: Offer, value: string): boolean {
  const wanted = value.toLowerCase();
  return [label, detail].some((each) => each.toLowerCase().includes(wanted));
}

/** Oneself, and those one has chats with, before a letter is typed; then whom the server finds. */
async function offerPeople(client: Client, value: string): Promise<readonly Offer[]> {
  const { store } = client;
  const known = store.conversations.peek().map((chat) => chat.chat.peek().user_id ?? 0);
  const users = value
    ? await findPeople(client.api, value)
    : [...new Set([store.myId, ...known])].map((id) => store.user(id).peek()).filter((user) => user !== null);
  return users.slice(0, MOST).map(offerPerson);
}

function offerPerson(user: User): Offer {
  const label = displayName(user);
  const change = { author: { userId: user.id, label } };
  return { key: `u${user.id}`, label, detail: `@${user.username}`, userId: user.id, change };
}

function offerPlaces(store: Store, value: string): readonly Offer[] {
  const wanted = value.replace(/^#/, "").toLowerCase();
  const rooms = store.roomList.value.map(({ room_id: roomId, room_name: label }) => ({
    key: `r${roomId}`,
    label,
    detail: t("search.whole_room"),
    icon: "users",
    change: { place: { roomId, label } },
  }));
  const chats = [...store.chats.value.values()].map(({ chat: { value: chat } }) => ({
    key: `c${chat.chat_id}`,
    label: nameOf(chat, store),
    detail: store.rooms.value.get(chat.room_id ?? 0)?.room_name ?? "",
    icon: iconOf(chat),
    change: { place: { chatId: chat.chat_id, label: nameOf(chat, store) } },
  }));
  return [...chats, ...rooms].filter((each) => each.label.toLowerCase().includes(wanted)).slice(0, MOST);
}

export function Offers({ offers, id, active, onActive, onChoose }: ListProps & { offers: readonly Offer[] }) {
  return (
    <div class="palette-list" role="listbox" id={id} aria-label={t("search.choose")}>
      {offers.map((offer, index) => (
        <div
          key={offer.key}
          id={`${id}-${index}`}
          role="option"
          class="search-offer"
          aria-selected={index === active}
          onPointerMove={() => index !== active && onActive(index)}
          onClick={() => onChoose(index)}
        >
          {offer.userId ? <Face userId={offer.userId} size={24} /> : <Icon name={offer.icon ?? "hash"} />}
          <b dir="auto">{offer.label}</b>
          <span dir="auto">{offer.detail}</span>
        </div>
      ))}
    </div>
  );
}
