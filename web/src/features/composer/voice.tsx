import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { t, type WordKey } from "../../i18n/words.ts";
import type { Client } from "../../sync/client.ts";
import { IconButton } from "../../ui/button.tsx";
import { sayProblem } from "../../ui/problem.tsx";
import { notify } from "../../ui/toasts.tsx";
import { Recorder } from "./recorder.ts";
import { attachTo } from "./sending.ts";
import { sheetOf } from "./sheet.ts";
import { whyNoVoice } from "./why-no-voice.ts";

interface Props {
  chatId: number;
  onClose: () => void;
}

/** Records while it is rendered. Where nothing can be recorded, it says why. If it goes otherwise than by its buttons, what was said waits among the files. */
export function VoicePanel({ chatId, onClose }: Props) {
  const client = useClient();
  const { recorder, finish } = useRecorder(client, chatId, onClose);
  const sendIt = async () => {
    const file = await finish();
    const sheet = sheetOf(chatId);
    const replyTo = sheet.replyTo.peek();
    onClose();
    if (!file) return notify(t("composer.voice_short"));
    if (replyTo !== null) sheet.answer(null);
    await client.outbox.add(chatId, { text: "", files: [file], ...(replyTo === null ? {} : { replyTo }) });
  };
  const cancel = () => void finish().then(onClose);
  return (
    <div class="composer-box composer-voice" role="group" aria-label={t("composer.voice")}>
      <IconButton icon="trash-2" label={t("composer.voice_cancel")} onClick={cancel} />
      {recorder ? <Meter recorder={recorder} /> : <span class="composer-meter" />}
      <IconButton
        class="composer-send"
        icon="send-horizontal"
        label={t("composer.voice_send")}
        disabled={!recorder}
        onClick={() => sendIt().catch(sayProblem)}
      />
    </div>
  );
}

function useRecorder(client: Client, chatId: number, onClose: () => void) {
  const [recorder, setRecorder] = useState<Recorder | null>(null);
  const running = useRef<Recorder | null>(null);
  const finish = async () => {
    const mine = running.current;
    running.current = null;
    return (await mine?.stop(t("composer.voice"))) ?? null;
  };
  useLayoutEffect(() => {
    const refuse = (reason: WordKey) => {
      notify(t(reason));
      onClose();
    };
    const reason = whyNoVoice();
    if (reason) return refuse(reason);
    let isGone = false;
    const begin = (started: Recorder) => {
      if (isGone) return void started.end();
      running.current = started;
      setRecorder(started);
    };
    Recorder.start().then(begin, (problem) => refuse(wordsForRefusal(problem)));
    return () => {
      isGone = true;
      void finish().then((file) => file && attachTo(client, sheetOf(chatId), [file]));
    };
  }, [client, chatId]);
  return { recorder, finish };
}

function wordsForRefusal(problem: unknown): WordKey {
  const name = problem instanceof DOMException ? problem.name : "";
  if (name === "NotAllowedError") return "composer.voice_refused";
  return name === "NotFoundError" ? "composer.voice_none" : "composer.voice_unable";
}

function Meter({ recorder }: { recorder: Recorder }) {
  const seconds = Math.floor(recorder.milliseconds.value / 1000);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <>
      <span class="composer-time" role="timer">
        <i aria-hidden="true" />
        {time}
      </span>
      <span class="composer-meter" aria-hidden="true">
        {recorder.levels.value.map((level, index) => (
          <i key={index} style={{ blockSize: `${Math.max(8, level * 100)}%` }} />
        ))}
      </span>
    </>
  );
}
