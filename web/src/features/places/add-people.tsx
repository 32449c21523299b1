import { useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { User } from "../../domain/types.ts";
import { displayName } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { addToChat } from "../../sync/api/chats.ts";
import { listChatMembers, listRoomMembers } from "../../sync/api/members.ts";
import { Button } from "../../ui/button.tsx";
import { nameOf } from "../../ui/chat.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { ProblemText } from "../../ui/problem.tsx";
import { PeopleFinder } from "./people-finder.tsx";
import { userOf } from "./suggested.ts";

/** Add people to a group, or people of the room to its private channel: one click each. */
export function AddPeople({ chatId, onClose }: { chatId: number; onClose: () => void }) {
  const { api, store } = useClient();
  const [added, setAdded] = useState<readonly User[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  const { value: before } = useLoaded(() => listChatMembers(api, chatId), []);
  const chat = store.chat(chatId)?.profile.value;
  if (!chat) return null;
  const add = async (user: User) => {
    setProblem(null);
    await addToChat(api, chatId, user.id).then(() => setAdded((before) => [...before, user]), setProblem);
  };
  const { room_id: roomId } = chat;
  const find = async (query: string) => (await listRoomMembers(api, roomId ?? 0, 0, query)).members.map(userOf);
  return (
    <Dialog title={t("places.add_people_to", { name: nameOf(chat, store) })} onClose={onClose}>
      <div class="stack">
        <PeopleFinder
          label={t(roomId ? "places.whom_of_room" : "places.whom")}
          without={[
            store.myId,
            ...(before?.members ?? []).map((member) => member.user_id),
            ...added.map((user) => user.id),
          ]}
          onPick={(user) => void add(user)}
          {...(roomId ? { find } : {})}
        >
          {added.length > 0 && (
            <p class="done" role="status">
              {t("places.added", { names: added.map(displayName).join(", ") })}
            </p>
          )}
        </PeopleFinder>
        <ProblemText problem={problem} />
        <footer>
          <Button look="primary" onClick={onClose}>
            {t("places.done")}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
