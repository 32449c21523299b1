import { useClient } from "../../app/context.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { renameRoom } from "../../sync/api/rooms.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { FormEnd } from "../../ui/form-end.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { lineOf, useSubmit } from "../../ui/submit.ts";

export function RenameRoom({ room, onClose }: { room: Room; onClose: () => void }) {
  const { api } = useClient();
  const { problem, busy, onSubmit } = useSubmit(async (form) => {
    await renameRoom(api, room.room_id, lineOf(form, "name"));
    onClose();
  });
  return (
    <Dialog title={t("places.rename")} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <Field
          label={t("places.room_name")}
          name="name"
          defaultValue={room.room_name}
          required
          maxLength={128}
          data-first
          problem={problem}
        />
        <ProblemText problem={problem} fields={["name"]} />
        <FormEnd action={t("common.save")} busy={busy} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
