import { useClient } from "../../app/context.ts";
import { spellRoute } from "../../app/routes.ts";
import type { File, Message } from "../../domain/types.ts";
import { language, t } from "../../i18n/words.ts";
import { searchMessages } from "../../sync/api/search.ts";
import { Icon } from "../../ui/icon.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { spellSize } from "../../ui/size.ts";

// The search wants a text: hardly a file is called without a dot.
const ANY = ".";

/** The latest files of a chat, and where in it they were sent. */
export function Files({ chatId }: { chatId: number }) {
  const { api } = useClient();
  const { value } = useLoaded(() => searchMessages(api, { query: ANY, chatId, hasFile: true }), [chatId]);
  const found = value?.messages.flatMap((message) => message.files.map((file) => ({ message, file }))) ?? [];
  if (!found.length) return null;
  return (
    <section>
      <h3>{t("places.files")}</h3>
      <ul class="file-lines">
        {found.map(({ message, file }) => (
          <Line key={file.id} message={message} file={file} />
        ))}
      </ul>
    </section>
  );
}

function Line({ message, file }: { message: Message; file: File }) {
  const at = new Date(message.created_at).toLocaleDateString(language(), { day: "numeric", month: "short" });
  return (
    <li>
      <a href={spellRoute({ at: "chat", chatId: message.chat_id, seq: message.seq })}>
        {file.thumbnail ? (
          <img src={`/files/${file.id}?size=thumbnail`} alt="" width={36} height={36} loading="lazy" />
        ) : (
          <Icon name="file" />
        )}
        <span class="about">
          <span dir="auto">{file.name}</span>
          <small>
            {spellSize(file.size)} · {at}
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
