/** What `@name` and `:emoji` may be completed by in a chat. Comes later: see `completing.ts`. */
import { displayName, type Member } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import type { Client } from "../../sync/client.ts";
import { completeEmoji, type Emoji, remember, tone, withTone } from "../emoji/index.ts";
import type { Choice } from "./completer.ts";
import type { Sought } from "./completion.ts";
import { People } from "./people.ts";

const MOST = 8;

export class Choices {
  private readonly people: People;

  constructor(client: Client, chat: ChatStore) {
    this.people = new People(client, chat);
  }

  async find({ kind, query }: Sought): Promise<readonly Choice[]> {
    if (kind === "emoji") return (await completeEmoji(query, MOST)).map(choiceOfEmoji);
    const people = (await this.people.find(query)).slice(0, MOST).map(choiceOfPerson);
    const isAll = ["all", t("composer.all_word")].some((word) => word.startsWith(query.toLowerCase()));
    return isAll && (await this.people.mayCallAll()) ? [...people.slice(0, MOST - 1), choiceOfAll()] : people;
  }

  /** The emoji of exactly this name. */
  async glyphOf({ query }: Sought): Promise<string | null> {
    const emoji = (await completeEmoji(query, 1))[0];
    return emoji?.codes.includes(query.toLowerCase()) ? glyphOf(emoji) : null;
  }
}

function choiceOfPerson(person: Member): Choice {
  const { user_id: userId, username } = person;
  return { key: `${userId}`, label: displayName(person), detail: `@${username}`, text: `@${username} `, userId };
}

function choiceOfAll(): Choice {
  return { key: "all", label: t("composer.everyone"), detail: "@all", text: "@all " };
}

/** Once it is chosen the picker shows it among those used lately. */
function choiceOfEmoji(emoji: Emoji): Choice {
  const glyph = glyphOf(emoji);
  const code = emoji.codes[0] ?? "";
  const onChoose = () => remember(emoji.glyph);
  return { key: emoji.glyph, label: `:${code}:`, detail: emoji.name, text: `${glyph} `, glyph, onChoose };
}

function glyphOf(emoji: Emoji): string {
  return emoji.hasTones ? withTone(emoji.glyph, tone.peek()) : emoji.glyph;
}
