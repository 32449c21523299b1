/**
 * Marked's lexer, held to a bounded effort: by itself it goes as deep as a text says, past the end of the stack, and looks for
 * the end of an emphasis that has none from each of its beginnings.
 */
import { Lexer, type Token, Tokenizer, type Tokens } from "marked";

const DEEPEST = 16; // of lists in quotes in lists; what is deeper is text
const LOOKED_AT_MOST = 1_000_000; // characters in which an emphasis was sought that had no end; what follows is text

const LONGEST_WORD = 2_000; // characters; in longer ones an address of mail would be sought from each of them to the end

/** The tokens of a text; one token `plain` of what no one has written as markup. */
export function lex(text: string): readonly Token[] {
  if (text.split(/[^!-~]+/).some((word) => word.length > LONGEST_WORD)) return [{ type: "plain", raw: text }];
  return Lexer.lex(text, { gfm: true, breaks: true, tokenizer: new BoundedTokenizer() });
}

class BoundedTokenizer extends Tokenizer {
  private depth = 0;
  private lookedAt = 0;

  override blockquote(text: string): Tokens.Blockquote | undefined {
    return this.deeper(() => super.blockquote(text));
  }

  override list(text: string): Tokens.List | undefined {
    return this.deeper(() => super.list(text));
  }

  override emStrong(text: string, masked: string, before?: string): Tokens.Em | Tokens.Strong | undefined {
    if (!/^[*_]/.test(text) || this.lookedAt > LOOKED_AT_MOST) return;
    const found = super.emStrong(text, masked, before);
    if (!found) this.lookedAt += text.length;
    return found;
  }

  private deeper<T>(read: () => T | undefined): T | undefined {
    if (this.depth >= DEEPEST) return;
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }
}
