import { useLayoutEffect, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { allows, placeOf } from "../../domain/rights.ts";
import type { ChatProfile, Level as LevelName } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { setLevel } from "../../sync/api/chats.ts";
import { sourceOf } from "../../sync/members.ts";
import { useAttempt } from "../../ui/attempt.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { nameOf } from "../../ui/chat.ts";
import { useEscape } from "../../ui/escape.ts";
import { Face } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { closeBy } from "../../ui/layers.ts";
import { ask } from "./ask.tsx";
import { LEVELS } from "./chat-menu.tsx";
import { Files } from "./files.tsx";
import { MemberList } from "./member-list.tsx";
import { ChatMemberMenu } from "./member-menu.tsx";
import { PersonCard } from "./person-card.tsx";
import { useRole } from "./role.ts";

/** What there is to know of the open chat: what it is about, who is in it, its files, and what one is told of it. */
export function Details({ chatId, onClose }: { chatId: number; onClose: () => void }) {
  const { store } = useClient();
  const chat = store.chat(chatId)?.profile.value;
  useEscape(onClose, isSheet);
  // From before they are painted: who sees them may close them.
  useLayoutEffect(() => {
    return closeBy(() => {
      const isAbove = isSheet();
      if (isAbove) onClose();
      return isAbove;
    });
  }, [onClose]);
  if (!chat) return null;
  return (
    <aside class="details" aria-label={t("places.details")}>
      <header>
        <h2>{t("places.details")}</h2>
        <IconButton icon="x" label={t("common.close")} onClick={onClose} />
      </header>
      <About chat={chat} />
      {chat.kind !== "direct" && <People key={`people${chatId}`} chat={chat} />}
      <Files key={`files${chatId}`} chatId={chatId} />
      <Level chat={chat} />
      <Ends chat={chat} />
    </aside>
  );
}

/** Below this width it lies above the conversation. */
function isSheet(): boolean {
  return matchMedia("(max-width: 67.5em)").matches;
}

function About({ chat }: { chat: ChatProfile }) {
  const { store } = useClient();
  const other = chat.kind === "direct" ? store.user(chat.user_id ?? 0).value : null;
  const may = allows("rename it", placeOf(chat), useRole(chat));
  return (
    <section class="details-about">
      {chat.kind === "direct" && <Face userId={chat.user_id ?? 0} size={72} presence />}
      <b dir="auto">{nameOf(chat, store)}</b>
      {other && <small>@{other.username}</small>}
      {chat.kind !== "direct" && <small>{t(`places.kind_${placeOf(chat)}`)}</small>}
      {(chat.topic || other?.status) && <p dir="auto">{chat.topic || other?.status}</p>}
      {may && (
        <Button onClick={() => ask((dialogs, close) => <dialogs.EditChat chatId={chat.chat_id} onClose={close} />)}>
          <Icon name="pencil" />
          {t(chat.kind === "group" ? "places.rename" : "places.channel_settings")}
        </Button>
      )}
    </section>
  );
}

function Level({ chat }: { chat: ChatProfile }) {
  const { api } = useClient();
  const attempt = useAttempt();
  return (
    <section>
      <label class="field">
        <h3>{t("places.level")}</h3>
        <select
          value={chat.notifications}
          onChange={(event) => attempt(setLevel(api, chat.chat_id, event.currentTarget.value as LevelName))}
        >
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              {t(`places.level_${level}`)}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}

function People({ chat }: { chat: ChatProfile }) {
  const [card, setCard] = useState<{ userId: number; anchor: HTMLElement } | null>(null);
  const may = allows("add someone", placeOf(chat), useRole(chat));
  return (
    <section>
      <h3>
        {t("places.members")}
        {may && (
          <IconButton
            icon="user-plus"
            label={t("places.add_people")}
            onClick={() => ask((dialogs, close) => <dialogs.AddPeople chatId={chat.chat_id} onClose={close} />)}
          />
        )}
      </h3>
      <MemberList
        source={sourceOf(chat)}
        beside={(member) => <ChatMemberMenu chat={chat} member={member} />}
        onPick={(member, anchor) => setCard({ userId: member.user_id, anchor })}
      />
      {card && <PersonCard {...card} onClose={() => setCard(null)} />}
    </section>
  );
}

function Ends({ chat }: { chat: ChatProfile }) {
  const [place, role] = [placeOf(chat), useRole(chat)];
  const { chat_id: chatId } = chat;
  return (
    <section class="details-ends">
      {allows("leave", place, role) && (
        <Button onClick={() => ask((dialogs, close) => <dialogs.LeaveChat chatId={chatId} onClose={close} />)}>
          <Icon name="log-out" />
          {t("places.leave")}
        </Button>
      )}
      {allows("delete it", place, role) && (
        <Button onClick={() => ask((dialogs, close) => <dialogs.DeleteChat chatId={chatId} onClose={close} />)}>
          <Icon name="trash-2" />
          {t(chat.kind === "group" ? "places.delete_group" : "places.delete_channel")}
        </Button>
      )}
    </section>
  );
}
