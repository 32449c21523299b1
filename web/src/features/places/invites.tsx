import { useClient } from "../../app/context.ts";
import { spellRoute } from "../../app/routes.ts";
import type { Room } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { createInvite, listInvites, revokeInvite } from "../../sync/api/rooms.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { InviteLinks, type Links } from "../invites/index.tsx";

/** Links by which people come into a room. */
export function Invites({ room, onClose }: { room: Room; onClose: () => void }) {
  const { api } = useClient();
  const links: Links = {
    list: () => listInvites(api, room.room_id),
    create: (expiresIn, maxUses) => createInvite(api, room.room_id, expiresIn, maxUses),
    revoke: (code) => revokeInvite(api, room.room_id, code),
    addressOf: (code) => location.origin + spellRoute({ at: "join", code }),
  };
  return (
    <Dialog title={t("places.invite_to", { name: room.room_name })} onClose={onClose} class="wide">
      <InviteLinks links={links} />
    </Dialog>
  );
}
