import { useClient } from "../../app/context.ts";
import { spellRoute } from "../../app/routes.ts";
import type { File, Message } from "../../domain/types.ts";
import { locale, t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { listWithFiles } from "../../sync/api/search.ts";
import { calledFile, isVoice } from "../../ui/file.ts";
import { Icon } from "../../ui/icon.tsx";
import { spellLength } from "../../ui/length.ts";
import { useLoaded } from "../../ui/loaded.ts";
import { More, usePaged } from "../../ui/paged.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { spellSize } from "../../ui/size.ts";

/** The files of a chat, the latest first, and where in it they were sent. */
export function Files({ chatId }: { chatId: number }) {
  const { api, gateway, store } = useClient();
  const isOpen = gateway.connection.value === "open"; // what was missed without a connection is asked for
  const { value, problem } = useLoaded(() => listWithFiles(api, chatId), [chatId, isOpen]);
  const list = usePaged(value, (last) => listWithFiles(api, chatId, last.id));
  const messages = value ? asOfNow(list.items, store.chat(chatId)) : [];
  const found = messages.flatMap((message) => message.files.map((file) => ({ message, file })));
  if (!found.length && !problem) return <div aria-busy={!value} />;
  return (
    <section>
      <h3>{t("places.files")}</h3>
      <ProblemText problem={problem} />
      <ul class="file-lines">
        {found.map(({ message, file }) => (
          <Line key={file.id} message={message} file={file} />
        ))}
      </ul>
      <More list={list} />
    </section>
  );
}

/** With those that have come since they were listed, without those that were deleted. */
function asOfNow(listed: readonly Message[], chat: ChatStore | undefined): readonly Message[] {
  if (!chat) return listed;
  chat.revision.value;
  const last = listed[0]?.seq ?? 0;
  const come = chat.history.newest?.messages.filter((message) => message.files.length && message.seq > last) ?? [];
  return [...come.toReversed(), ...listed.filter((message) => !chat.history.isDeleted(message.id))];
}

function Line({ message, file }: { message: Message; file: File }) {
  const at = new Date(message.created_at).toLocaleDateString(locale(), { day: "numeric", month: "short" });
  return (
    <li>
      <a href={spellRoute({ at: "chat", chatId: message.chat_id, seq: message.seq })}>
        {file.thumbnail ? (
          <img src={`/files/${file.id}?size=thumbnail`} alt="" width={36} height={36} loading="lazy" />
        ) : (
          <Icon name={isVoice(file) ? "mic" : "file"} />
        )}
        <span class="about">
          <span dir="auto">{calledFile(file)}</span>
          <small>
            {file.duration ? spellLength(file.duration / 1000) : spellSize(file.size)} · {at}
          </small>
        </span>
      </a>
      <a class="icon-button" href={`/files/${file.id}`} download={file.name} title={t("places.download")}>
        <Icon name="download" />
        <span class="visually-hidden">{t("places.download")}</span>
      </a>
    </li>
  );
}
