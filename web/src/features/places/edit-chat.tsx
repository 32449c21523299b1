import { useClient } from "../../app/context.ts";
import { allows, placeOf } from "../../domain/rights.ts";
import type { ChatProfile } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { type ChatChange, changeChat } from "../../sync/api/chats.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { FormEnd } from "../../ui/form-end.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { lineOf, useSubmit } from "../../ui/submit.ts";
import { useRole } from "./role.ts";

interface Props {
  chatId: number;
  onClose: () => void;
}

/** A channel's name, topic and privacy; a group's name. */
export function EditChat({ chatId, onClose }: Props) {
  const chat = useClient().store.chat(chatId)?.profile.value;
  return (
    <Dialog title={t(chat?.kind === "group" ? "places.rename" : "places.channel_settings")} onClose={onClose}>
      {chat && <Form chat={chat} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ chat, onClose }: { chat: ChatProfile; onClose: () => void }) {
  const { api } = useClient();
  const [place, role] = [placeOf(chat), useRole(chat)];
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    const change = changeFrom(form, chat);
    if (Object.keys(change).length) await changeChat(api, chat.chat_id, change);
    onClose();
  });
  return (
    <form onSubmit={onSubmit}>
      <Field
        label={t(chat.kind === "group" ? "places.group_name" : "places.channel_name")}
        name="name"
        defaultValue={chat.Name}
        required
        maxLength={128}
        data-first
        problem={problem}
      />
      {allows("say what it is about", place, role) && (
        <Field
          label={t("places.topic")}
          name="topic"
          defaultValue={chat.topic ?? ""}
          maxLength={250}
          problem={problem}
          hint={t("places.topic_hint")}
        />
      )}
      {allows("make it private, or public", place, role) && <Privacy isPrivate={chat.private === true} />}
      <ProblemText problem={problem} fields={["name", "topic"]} />
      <FormEnd action={t("common.save")} busy={busy} onCancel={onClose} />
    </form>
  );
}

function Privacy({ isPrivate }: { isPrivate: boolean }) {
  return (
    <label class="check">
      <input type="checkbox" name="private" defaultChecked={isPrivate} />
      <span>
        {t("places.private")}
        <small>{t(isPrivate ? "places.make_public_hint" : "places.make_private_hint")}</small>
      </span>
    </label>
  );
}

/** Only what is otherwise than before: the rest may have been changed by others meanwhile. */
function changeFrom(form: FormData, chat: ChatProfile): ChatChange {
  const name = lineOf(form, "name");
  const change: { name?: string; topic?: string; private?: boolean } = {};
  if (name !== chat.Name) change.name = name;
  if (chat.kind !== "channel" || !form.has("topic")) return change;
  const topic = lineOf(form, "topic");
  if (topic !== (chat.topic ?? "")) change.topic = topic;
  if (form.has("private") !== (chat.private === true)) change.private = form.has("private");
  return change;
}
