import { useClient } from "../../app/context.ts";
import type { Chat } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { listChatMembers, listRoomMembers, type Members } from "../../sync/api/members.ts";
import type { Api } from "../../sync/api.ts";
import { IconButton } from "../../ui/button.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";
import { PersonLine } from "./members.tsx";

/** What there is to know of the open chat: what it is about, and who is in it. */
export function Details({ chatId, onClose }: { chatId: number; onClose: () => void }) {
  const { store } = useClient();
  const chat = store.chat(chatId)?.chat.value;
  if (!chat) return null;
  return (
    <aside class="details" aria-label={t("places.details")}>
      <header>
        <h2>{t("places.details")}</h2>
        <IconButton icon="x" label={t("common.close")} onClick={onClose} />
      </header>
      {chat.topic && (
        <section>
          <h3>{t("places.topic")}</h3>
          <p dir="auto">{chat.topic}</p>
        </section>
      )}
      <WhoIsHere chat={chat} />
    </aside>
  );
}

function WhoIsHere({ chat }: { chat: Chat }) {
  const { api, store } = useClient();
  const key = chat.private || chat.kind !== "channel" ? `chat:${chat.chat_id}` : `room:${chat.room_id}`;
  const moved = store.membersRevision.value.get(key);
  const { value, problem } = useLoaded(() => membersOf(api, chat), [chat.chat_id, moved, chat.members_version]);
  return (
    <section>
      <h3>{t("places.members")}</h3>
      <ProblemText problem={problem} />
      <ul class="people">
        {value?.members.map((member) => (
          <li key={member.user_id}>
            <PersonLine member={member} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Who is in a public channel is who is in its room. */
function membersOf(api: Api, chat: Chat): Promise<Members> {
  const isPublic = chat.kind === "channel" && !chat.private;
  return isPublic ? listRoomMembers(api, chat.room_id ?? 0) : listChatMembers(api, chat.chat_id);
}
