import "./composer.css";
import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Bars } from "./bars.tsx";
import { Box } from "./box.tsx";
import { attachTo, submit } from "./sending.ts";
import { type Sheet, sheetOf } from "./sheet.ts";
import { canSend } from "./text.ts";
import { Tray } from "./tray.tsx";
import { TypingLine } from "./typing.tsx";

/** Where one writes to a chat. */
export function Composer({ chatId }: { chatId: number }) {
  const { store } = useClient();
  const chat = store.chat(chatId);
  if (!chat) return null;
  return <Foot key={chatId} chat={chat} sheet={sheetOf(chatId, store.myId)} />;
}

function Foot({ chat, sheet }: { chat: ChatStore; sheet: Sheet }) {
  return (
    <div class="composer">
      <TypingLine chat={chat} />
      <div class="composer-box">
        <Bars sheet={sheet} />
        <Tray sheet={sheet} />
        <div class="composer-line">
          <AttachButton sheet={sheet} />
          <Box chat={chat} sheet={sheet} />
          <SendButton sheet={sheet} />
        </div>
      </div>
    </div>
  );
}

function AttachButton({ sheet }: { sheet: Sheet }) {
  if (sheet.editing.value) return null;
  return (
    <label class="icon-button composer-attach">
      <input
        type="file"
        multiple
        class="visually-hidden"
        aria-label={t("composer.attach")}
        onChange={(event) => {
          attachTo(sheet, [...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <Icon name="plus" />
    </label>
  );
}

function SendButton({ sheet }: { sheet: Sheet }) {
  const client = useClient();
  const isEdit = sheet.editing.value !== null;
  return (
    <IconButton
      class="composer-send"
      icon={isEdit ? "check" : "send-horizontal"}
      label={t(isEdit ? "common.save" : "composer.send")}
      disabled={!canSend(sheet.text.value, sheet.files.value.length)}
      onClick={() => void submit(client, sheet)}
    />
  );
}
