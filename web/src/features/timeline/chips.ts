/** Which reactions are shown as one. */
import type { Reaction } from "../../domain/types.ts";

const AS_PICTURE = "\ufe0f"; // says how an emoji is drawn, not which it is

/** An emoji, by whatever names and spellings it is among the reactions: the first is what others join. */
export interface Chip {
  readonly glyph: string;
  readonly reactions: readonly [Reaction, ...Reaction[]];
  readonly userIds: readonly number[];
}

/** One for each emoji, in the order in which they came. */
export function chipsOf(reactions: readonly Reaction[], glyphOf: (emoji: string) => string): readonly Chip[] {
  const alike = new Map<string, [Reaction, ...Reaction[]]>();
  for (const reaction of reactions) {
    const emoji = glyphOf(reaction.emoji).replaceAll(AS_PICTURE, "");
    alike.set(emoji, [...(alike.get(emoji) ?? []), reaction] as [Reaction, ...Reaction[]]);
  }
  return [...alike.values()].map((same) => ({
    glyph: glyphOf(same[0].emoji),
    reactions: same,
    userIds: [...new Set(same.flatMap((each) => each.user_ids))],
  }));
}
