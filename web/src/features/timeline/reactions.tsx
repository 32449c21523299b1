import { useClient } from "../../app/context.ts";
import type { Message, Reaction } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { wordsIn } from "../../ui/problem.tsx";
import { notify } from "../../ui/toasts.tsx";
import { isNamed, NamedEmoji } from "../emoji/index.ts";

const NAMED = 12; // people in the title of a reaction

/** Who reacted with what; a click adds mine, or takes it away. */
export function Reactions({ message }: { message: Message }) {
  return (
    <div class="reactions">
      {message.reactions.map((reaction) => (
        <Chip key={reaction.emoji} message={message} reaction={reaction} />
      ))}
    </div>
  );
}

function Chip({ message, reaction }: { message: Message; reaction: Reaction }) {
  const client = useClient();
  const isMine = reaction.user_ids.includes(client.store.myId);
  const names = reaction.user_ids.slice(0, NAMED).map((id) => client.store.nameOf(id) || t("common.nobody"));
  const others = reaction.user_ids.length - names.length;
  const title = others > 0 ? t("timeline.and_others", { names: names.join(", "), count: others }) : names.join(", ");
  const toggle = () => {
    const change = isMine ? client.unreact(message.id, reaction.emoji) : client.react(message.id, reaction.emoji);
    const chat = client.store.chat(message.chat_id)?.chat.peek();
    change.catch((problem) => notify(wordsIn(chat, problem)));
  };
  return (
    <button type="button" class="reaction" aria-pressed={isMine} title={title} onClick={toggle}>
      <b>{isNamed(reaction.emoji) ? <NamedEmoji name={reaction.emoji} /> : reaction.emoji}</b>{" "}
      <span>{reaction.user_ids.length}</span>
      <span class="visually-hidden"> {title}</span>
    </button>
  );
}
