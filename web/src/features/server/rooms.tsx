import { useClient } from "../../app/context.ts";
import { displayName } from "../../domain/types.ts";
import { locale, t } from "../../i18n/words.ts";
import { listRooms } from "../../sync/api/server.ts";
import { Empty } from "../../ui/empty.tsx";
import { useLoaded } from "../../ui/loaded.ts";
import { More, usePaged } from "../../ui/paged.tsx";
import { ProblemText } from "../../ui/problem.tsx";

/** All rooms: what they are called, whose they are and how large. Not what is said in them. */
export function Rooms() {
  const { api } = useClient();
  const { value, problem } = useLoaded(() => listRooms(api), []);
  const list = usePaged(value, (last) => listRooms(api, last.room_id));
  return (
    <section>
      <h2>{t("server.rooms")}</h2>
      <ProblemText problem={problem} />
      {value && !list.items.length && <Empty title={t("server.no_rooms")} />}
      <ul class="lines">
        {list.items.map((room) => (
          <li key={room.room_id}>
            <span class="about">
              <span dir="auto">{room.room_name}</span>
              <small>
                {t("server.members", { count: room.member_count })} ·{" "}
                {new Date(room.created_at).toLocaleDateString(locale(), { dateStyle: "medium" })}
              </small>
            </span>
            {room.owner && <small>{t("server.room_owner", { name: displayName(room.owner) })}</small>}
          </li>
        ))}
      </ul>
      <More list={list} />
    </section>
  );
}
