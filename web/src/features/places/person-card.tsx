import { useClient } from "../../app/context.ts";
import { go } from "../../app/routes.ts";
import { displayName } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { openDirectChat } from "../../sync/api/chats.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Face } from "../../ui/face.tsx";

/** Someone's profile, and writing to them. */
export function PersonCard({ userId, onClose }: { userId: number; onClose: () => void }) {
  const { api, store } = useClient();
  const user = store.user(userId).value;
  const write = async () => {
    const chatId = await openDirectChat(api, userId);
    onClose();
    go({ at: "chat", chatId });
  };
  return (
    <Dialog title={user ? displayName(user) : t("common.loading")} onClose={onClose}>
      <div class="person-card">
        <Face userId={userId} size={88} presence />
        {user && <p class="soft">@{user.username}</p>}
        {user?.status && <p dir="auto">{user.status}</p>}
        <Button look="primary" onClick={() => void write()}>
          {t("places.write")}
        </Button>
      </div>
    </Dialog>
  );
}
