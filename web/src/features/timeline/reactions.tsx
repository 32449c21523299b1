import { useClient } from "../../app/context.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { sayProblem } from "../../ui/problem.tsx";
import { useGlyphs } from "../emoji/index.ts";
import { chipsOf, type Chip as Shown } from "./chips.ts";

const NAMED = 12; // people in the title of a reaction

/** Who reacted with what; a click adds mine, or takes it away. */
export function Reactions({ message }: { message: Message }) {
  const glyphOf = useGlyphs(message.reactions.map((each) => each.emoji));
  return (
    <div class="reactions">
      {chipsOf(message.reactions, glyphOf).map((chip) => (
        <Chip key={chip.reactions[0].emoji} message={message} chip={chip} />
      ))}
    </div>
  );
}

function Chip({ message, chip }: { message: Message; chip: Shown }) {
  const client = useClient();
  const { myId } = client.store;
  const mine = chip.reactions.filter((each) => each.user_ids.includes(myId));
  const names = chip.userIds.slice(0, NAMED).map((id) => client.store.nameOf(id) || t("common.nobody"));
  const others = chip.userIds.length - names.length;
  const title = others > 0 ? t("timeline.and_others", { names: names.join(", "), count: others }) : names.join(", ");
  const toggle = () => {
    const change = mine.length
      ? Promise.all(mine.map((each) => client.unreact(message.id, each.emoji)))
      : client.react(message.id, chip.reactions[0].emoji);
    const chat = client.store.chat(message.chat_id)?.chat.peek();
    change.catch((problem) => sayProblem(problem, chat));
  };
  return (
    <button type="button" class="reaction" aria-pressed={mine.length > 0} title={title} onClick={toggle}>
      <b>{chip.glyph}</b> <span>{chip.userIds.length}</span>
      <span class="visually-hidden"> {title}</span>
    </button>
  );
}
