import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import { createChannel, createRoom } from "../../sync/api/rooms.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { FormEnd } from "../../ui/form-end.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { lineOf, useSubmit } from "../../ui/submit.ts";
import { goToNew } from "./known.ts";

/** A room, with a first channel in it: so that one can write at once. */
export function NewRoom({ onClose }: { onClose: () => void }) {
  const { api, store } = useClient();
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    const roomId = await createRoom(api, lineOf(form, "name"));
    const channel = { name: t("places.first_channel"), private: false, topic: "" };
    const chatId = await createChannel(api, roomId, channel);
    onClose();
    await goToNew(store, { at: "chat", chatId });
  });
  return (
    <Dialog title={t("places.new_room")} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <Field
          label={t("places.room_name")}
          name="name"
          required
          maxLength={128}
          data-first
          problem={problem}
          hint={t("places.room_hint")}
          placeholder={t("places.room_example")}
        />
        <ProblemText problem={problem} fields={["name"]} />
        <FormEnd action={t("places.make")} busy={busy} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
