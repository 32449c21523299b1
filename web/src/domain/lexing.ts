/**
 * Marked's lexer, held to a bounded effort: by itself it goes as deep as a text says, past the end of the stack, and looks for
 * the end of an emphasis that has none from each of its beginnings.
 */
import { Lexer, type Token, Tokenizer, type Tokens } from "marked";

const DEEPEST = 16; // of lists in quotes in lists; what is deeper is text
// A line that begins so many lists and quotes in one another: at each of them it would be asked anew whether it is a rule.
const STAIRS = /^[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+|>[ \t]*){40}/m;
const LOOKED_AT_MOST = 250_000; // characters in which the end of an emphasis was sought; what follows is text

const LONGEST_WORD = 2_000; // characters; in longer ones an address of mail would be sought from each of them to the end

const MOST = 1_000; // tokens: of as many elements a row consists, and a page has many rows

/** The tokens of a text; one token `written` of what no one has written to be read as markup. */
export function lex(text: string): readonly Token[] {
  const written = [{ type: "written", raw: text }];
  if (STAIRS.test(text) || text.split(/[^!-~]+/).some((word) => word.length > LONGEST_WORD)) return written;
  try {
    const tokens = Lexer.lex(text, { gfm: true, breaks: true, tokenizer: new BoundedTokenizer() });
    return count(tokens) > MOST ? written : tokens;
  } catch {
    return written; // one text that cannot be read keeps nobody from the others
  }
}

function count(tokens: readonly Token[]): number {
  return tokens.reduce((sum, token) => sum + 1 + partsOf(token).reduce((inside, part) => inside + count(part), 0), 0);
}

/** What a token consists of; of a table the cells. */
function partsOf(token: Token): readonly (readonly Token[])[] {
  if (token.type === "table") return [token.header, ...token.rows].map((row) => [...row]);
  if (token.type === "list") return [token.items];
  return "tokens" in token && token.tokens ? [token.tokens] : [];
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
    return /^[*_]/.test(text) ? this.within(text, () => super.emStrong(text, masked, before)) : undefined;
  }

  override del(text: string, masked: string, before?: string): Tokens.Del | undefined {
    return text.startsWith("~") ? this.within(text, () => super.del(text, masked, before)) : undefined;
  }

  /** What was found is read once more, for what is in it. */
  private within<T extends Token>(text: string, look: () => T | undefined): T | undefined {
    if (this.lookedAt > LOOKED_AT_MOST) return;
    const found = look();
    this.lookedAt += (found?.raw ?? text).length;
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
