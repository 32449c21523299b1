/** What stands for a room that has no picture. */

/** Two characters that stand for a name, in any script; an emoji stands for itself. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = charactersOf(words[0] ?? "");
  if (!first[0] || !LETTER.test(first[0])) return first[0] ?? "";
  const second = words.length > 1 ? charactersOf(words[1] ?? "")[0] : first[1];
  return `${first[0]}${second && LETTER.test(second) ? second : ""}`.toUpperCase();
}

// Latin and Cyrillic, of which each is one: the first segmenter takes as long to make as a screen of messages.
const SIMPLE = /^[\dA-Za-zÀ-ɏЀ-ҁҊ-ӿ]*$/;
const LETTER = /^[\p{L}\p{N}]/u;

/** As a reader counts them: an emoji of several code points is one. */
function charactersOf(word: string): string[] {
  return SIMPLE.test(word) ? [...word] : [...new Intl.Segmenter().segment(word)].map((each) => each.segment);
}
