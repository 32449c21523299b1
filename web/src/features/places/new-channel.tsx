import { useClient } from "../../app/context.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { createChannel } from "../../sync/api/rooms.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { FormEnd } from "../../ui/form-end.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { lineOf, useSubmit } from "../../ui/submit.ts";
import { goToNew } from "./known.ts";

export function NewChannel({ room, onClose }: { room: Room; onClose: () => void }) {
  const { api, store } = useClient();
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    const channel = { name: lineOf(form, "name"), topic: lineOf(form, "topic"), private: form.has("private") };
    const chatId = await createChannel(api, room.room_id, channel);
    onClose();
    await goToNew(store, { at: "chat", chatId });
  });
  return (
    <Dialog title={t("places.new_channel")} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <Field label={t("places.channel_name")} name="name" required maxLength={128} data-first problem={problem} />
        <Field label={t("places.topic")} name="topic" maxLength={250} problem={problem} hint={t("places.topic_hint")} />
        <label class="check">
          <input type="checkbox" name="private" />
          <span>
            {t("places.private")}
            <small>{t("places.private_hint")}</small>
          </span>
        </label>
        <ProblemText problem={problem} fields={["name", "topic"]} />
        <FormEnd action={t("places.make")} busy={busy} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
