/** What messages say as trees, each read once: what was read in an earlier visit is taken from what was kept then. */
import { lexer, loadLexer } from "./lexer.ts";
import { type Block, isPlain, readMarkdown } from "./markdown.ts";
import type { Message } from "./types.ts";

type Written = Pick<Message, "text" | "mention_places">;

/** Of so many messages, in their order; null of what is plain, or was not read. */
export interface Readings {
  /** Which build has read them: another one may read otherwise. */
  readonly by: string;
  readonly blocks: readonly (readonly Block[] | null)[];
}

const BUILD = import.meta.url;
const read = new WeakMap<Written, readonly Block[]>();

/** Without the lexer a text is shown as it was written, until that is here. */
export function readMessage(message: Written): readonly Block[] {
  const blocks = read.get(message) ?? readMarkdown(message.text, message.mention_places);
  if (lexer.peek()) read.set(message, blocks);
  return blocks;
}

export function keepReadings(messages: readonly Written[]): Readings {
  return { by: BUILD, blocks: messages.map((each) => (isPlain(each.text) ? null : (read.get(each) ?? null))) };
}

export function takeReadings(messages: readonly Written[], { by, blocks }: Readings): void {
  if (by !== BUILD) return;
  for (const [index, message] of messages.entries()) {
    const known = blocks[index];
    if (known) read.set(message, known);
  }
}

/** Be able to show these at once. */
export async function prepareToRead(messages: readonly Written[]): Promise<void> {
  if (messages.some((each) => !isPlain(each.text) && !read.has(each))) await loadLexer().catch(() => {});
}
