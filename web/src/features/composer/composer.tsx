import "./composer.css";
import { useCallback, useEffect, useId, useMemo, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { IconButton } from "../../ui/button.tsx";
import { calledOf } from "../../ui/chat.ts";
import { later, loadSoon } from "../../ui/later.tsx";
import { Bars } from "./bars.tsx";
import { Box } from "./box.tsx";
import { AttachButton, EmojiButton, SendButton } from "./buttons.tsx";
import { Suggestions } from "./completer.ts";
import { Desk } from "./desk.ts";
import { DropZone } from "./drop.tsx";
import { keepSheet } from "./keeping.ts";
import { Notice } from "./notice.tsx";
import { refusals } from "./refuse.ts";
import { attachTo } from "./sending.ts";
import { sheetOf } from "./sheet.ts";
import { Tray } from "./tray.tsx";
import { StatusLine } from "./typing.tsx";

const VoicePanel = later<{ chatId: number; onClose: () => void }>(() =>
  import("./voice.tsx").then((part) => part.VoicePanel),
);

/** Where one writes to a chat. */
export function Composer({ chatId }: { chatId: number }) {
  const chat = useClient().store.chat(chatId);
  return chat ? <Foot key={chatId} chat={chat} /> : null;
}

function Foot({ chat }: { chat: ChatStore }) {
  const client = useClient();
  const sheet = sheetOf(chat.id, client.store.myId);
  useEffect(() => keepSheet(client, sheet), [client, sheet]);
  useEffect(() => loadSoon(Suggestions, refusals), []);
  const desk = useMemo(() => new Desk(client, chat, sheet), [client, chat, sheet]);
  useEffect(() => () => desk.left(), [desk]);
  const onFiles = useCallback((files: readonly File[]) => attachTo(client, sheet, files), [client, sheet]);
  const [isRecording, setRecording] = useState(false);
  return (
    <div class="composer">
      <DropZone sheet={sheet} name={calledOf(chat.profile.value, client.store)} onFiles={onFiles} />
      <StatusLine chat={chat} sheet={sheet} />
      <Notice chat={chat} />
      {isRecording ? (
        <VoicePanel chatId={chat.id} onClose={() => setRecording(false)} />
      ) : (
        <Paper desk={desk} onRecord={() => setRecording(true)} />
      )}
    </div>
  );
}

function Paper({ desk, onRecord }: { desk: Desk; onRecord: () => void }) {
  const { sheet } = desk;
  const listId = useId();
  const isEdit = sheet.editing.value !== null;
  return (
    <div class="composer-box">
      <Offered desk={desk} listId={listId} />
      <Bars sheet={sheet} />
      {!isEdit && <Tray sheet={sheet} />}
      <div class="composer-line">
        {!isEdit && <AttachButton desk={desk} />}
        <Box desk={desk} listId={listId} />
        <EmojiButton desk={desk} />
        {sheet.isEmpty.value && !isEdit ? <RecordButton onRecord={onRecord} /> : <SendButton desk={desk} />}
      </div>
    </div>
  );
}

function Offered({ desk, listId }: { desk: Desk; listId: string }) {
  const { completer } = desk;
  if (!completer.offer.value) return null;
  return <Suggestions id={listId} completer={completer} onChoose={(choice) => desk.choose(choice)} />;
}

/** It takes the place of what sends: who presses that twice does not mean it. */
function RecordButton({ onRecord }: { onRecord: () => void }) {
  const start = (event: MouseEvent) => event.detail < 2 && onRecord();
  return <IconButton icon="mic" label={t("composer.record")} onClick={start} />;
}
