import { useEffect, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { Pending, PendingFile } from "../../store/pending.ts";
import { Problem } from "../../sync/api.ts";
import { Button } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { isHeld, useWordsOf } from "../../ui/problem.tsx";
import { spellSize } from "../../ui/size.ts";
import { takeBack } from "../composer/index.ts";
import { showText } from "./text.tsx";

const QUIET = 2000; // milliseconds in which nothing is said of sending

interface Props {
  pending: Pending;
  isFirst: boolean;
  rowKey: string;
}

/** What I wrote and the server does not have yet. Stands where the message will. */
export function PendingRow({ pending, isFirst, rowKey }: Props) {
  const { store } = useClient();
  const isSlow = useLater(QUIET);
  return (
    <article
      class={`message pending ${isFirst ? "first" : ""}`}
      data-key={rowKey}
      tabIndex={-1}
      aria-label={t("timeline.sending")}
    >
      {isFirst ? (
        <span class="portrait">
          <Face userId={store.myId} />
        </span>
      ) : (
        <span class="at" />
      )}
      <div class="body">
        {isFirst && (
          <div class="heading">
            <span class="who">{store.nameOf(store.myId)}</span>
          </div>
        )}
        {pending.text && showText(pending)}
        {pending.files.length > 0 && (
          <div class="attachments">
            {pending.files.map((file) => (
              <PendingUpload key={file.key} file={file} />
            ))}
          </div>
        )}
        {pending.state === "failed" ? <Failed pending={pending} /> : isSlow && <Slow pending={pending} />}
      </div>
    </article>
  );
}

function Slow({ pending }: { pending: Pending }) {
  const client = useClient();
  return (
    <p class="fate">
      <span>
        <Icon name="clock" /> {t("timeline.sending")}
      </span>
      {pending.files.some((file) => !file.uploaded) && (
        <span>
          <Button look="quiet" onClick={() => void takeBack(client, pending.chatId, pending.nonce)}>
            {t("common.cancel")}
          </Button>
        </span>
      )}
    </p>
  );
}

function Failed({ pending }: { pending: Pending }) {
  const client = useClient();
  const { outbox, store } = client;
  const chat = store.chat(pending.chatId)?.profile.value;
  // Why the other one takes nothing stands above the field.
  const words = useWordsOf(new Problem(400, pending.problem ?? "unknown", ""));
  const why = isHeld(chat, pending.problem) ? "" : words;
  return (
    <p class="fate failed" role="alert">
      <span>
        <Icon name="circle-alert" /> {t("timeline.not_sent", { why })}
      </span>
      <span>
        <Button look="quiet" onClick={() => outbox.retry(pending.nonce)}>
          {t("common.retry")}
        </Button>
        <Button look="quiet" onClick={() => void takeBack(client, pending.chatId, pending.nonce)}>
          {t("timeline.discard")}
        </Button>
      </span>
    </p>
  );
}

/** A picture that the browser can't read is a file as any other. */
function PendingUpload({ file }: { file: PendingFile }) {
  const [isBroken, setBroken] = useState(false);
  const share = file.uploaded ? 1 : file.size ? file.sent / file.size : 0;
  return (
    <div class="file-card">
      {file.preview && !isBroken ? (
        <img src={file.preview} alt="" width={48} height={48} onError={() => setBroken(true)} />
      ) : (
        <Icon name="file" />
      )}
      <span class="about">
        <span dir="auto">{file.name}</span>
        <small>{spellSize(file.size)}</small>
        <progress max={1} value={share} aria-label={file.name} />
      </span>
    </div>
  );
}

/** Whether so much time has passed since this was shown first. */
function useLater(milliseconds: number): boolean {
  const { ports } = useClient();
  const [isLater, setLater] = useState(false);
  useEffect(() => ports.after(milliseconds, () => setLater(true)), []);
  return isLater;
}
