import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { allows, placeOf } from "../../domain/rights.ts";
import type { ChatProfile } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import type { Store } from "../../store/store.ts";
import { sourceOf } from "../../sync/members.ts";
import { IconButton } from "../../ui/button.tsx";
import { calledOf, iconOf, nameOf } from "../../ui/chat.ts";
import { Face } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useTitle } from "../../ui/title.ts";
import { ask } from "./ask.tsx";
import { keepChat } from "./chosen.ts";
import { useFirstMembers } from "./first-members.ts";
import { ChatMenu } from "./menus.ts";
import { useRole } from "./role.ts";

interface Props {
  chatId: number;
  isDetailed: boolean;
  onDetails: () => void;
  onSearch: () => void;
}

/** What the open chat is called and about, and what can be done with it. */
export function ChatHeader({ chatId, isDetailed, onDetails, onSearch }: Props) {
  const { store } = useClient();
  useEffect(() => keepChat(store, chatId), [store, chatId]);
  const chat = store.chat(chatId);
  const shown = chat?.profile.value;
  useTitle(shown ? calledOf(shown, store) : "", store.rooms.value.get(shown?.room_id ?? 0)?.room_name);
  if (!chat || !shown) return null;
  const back = () => go(shown.room_id ? { at: "room", roomId: shown.room_id } : { at: "home" });
  return (
    <header class="chat-header">
      <IconButton class="back" icon="chevron-left" label={t("common.back")} onClick={back} />
      <Sign chat={shown} />
      <div class="called">
        <h1 dir="auto">{nameOf(shown, store)}</h1>
        <About chat={shown} />
      </div>
      {shown.kind !== "direct" && <Count chat={shown} onClick={onDetails} />}
      <IconButton icon="search" label={t("places.search")} onClick={onSearch} />
      <IconButton icon="panel-right" label={t("places.details")} aria-pressed={isDetailed} onClick={onDetails} />
      <More key={chatId} chat={chat} />
    </header>
  );
}

function Sign({ chat }: { chat: ChatProfile }) {
  if (chat.kind === "direct") return <Face userId={chat.user_id ?? 0} size={30} presence />;
  return <Icon name={iconOf(chat)} />;
}

/** The topic of a channel, which opens what changes it for who may; the status of who one talks with. */
function About({ chat }: { chat: ChatProfile }) {
  const { store } = useClient();
  const may = allows("say what it is about", placeOf(chat), useRole(chat));
  const isOther = chat.kind === "direct" && chat.user_id !== store.myId;
  const about = isOther ? aboutPerson(store, chat.user_id ?? 0) : chat.topic;
  if (!may)
    return about ? (
      <p dir="auto" title={about}>
        {about}
      </p>
    ) : null;
  return (
    <button
      type="button"
      class="topic"
      dir="auto"
      title={about || t("places.add_topic")}
      onClick={() => ask((dialogs, close) => <dialogs.EditChat chatId={chat.chat_id} onClose={close} />)}
    >
      {about || t("places.add_topic")}
    </button>
  );
}

function aboutPerson(store: Store, userId: number): string {
  const user = store.user(userId).value;
  if (user?.deactivated) return t("places.deactivated");
  return user?.status || t(`places.presence_${store.presence(userId).value}`);
}

function Count({ chat, onClick }: { chat: ChatProfile; onClick: () => void }) {
  const first = useFirstMembers(sourceOf(chat));
  if (!first) return null;
  return (
    <button type="button" class="head-count" title={t("places.members")} onClick={onClick}>
      <Icon name="users" />
      <span class="visually-hidden">{t("places.members")}</span>
      {first.items.length}
      {first.more && "+"}
    </button>
  );
}

function More({ chat }: { chat: ChatStore }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <IconButton
        icon="ellipsis"
        label={t("common.more")}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      />
      {anchor && <ChatMenu chat={chat} anchor={anchor} onClose={() => setAnchor(null)} />}
    </>
  );
}
