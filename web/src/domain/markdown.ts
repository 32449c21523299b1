/**
 * A message's text as a tree: marked's lexer, and of its tokens those that a chat needs. Raw HTML stays text. Calls
 * (`mention_places`) are cut out before, so that no name is taken for markup.
 */
import type { Token, Tokens } from "marked";
import { lexer, loadLexer } from "./lexer.ts";
import type { MentionPlace } from "./types.ts";

export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "strong" | "em" | "del"; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: "call"; readonly userId: number | null; readonly text: string }
  | { readonly kind: "break" };

export type Block =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  | { readonly kind: "heading"; readonly children: readonly Inline[] }
  | { readonly kind: "quote"; readonly children: readonly Block[] }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "list"; readonly start: number | null; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: "rule" }
  /** In one piece as it was written, lines and all. */
  | { readonly kind: "written"; readonly text: string };

const OPEN = "\uE000"; // private use: what stands for a call while marked reads the text
const CLOSE = "\uE001";
const DEEPEST = 12; // of lists in quotes in lists; what is deeper is shown as it was written
// One line in which nothing can be markup, as most are: the lexer would make the same of it, in twenty times the time.
const PLAIN = /^(?![-+]|\d+[.)]|.*(?:www\.|:\/\/))[^\s*_~`\\[\]<>&#|@](?: ?[^\s*_~`\\[\]<>&#|@])*$/i;
const SCHEMES = /^(https?|mailto):/i;
const HOST = /(?:https?:\/\/|\b(?=www\.))([^\s/?#*~`]*)/i;
const TURNING = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/; // the direction of what follows, so that it reads as another address

/** Until the lexer is here, which is seen to, what has markup comes out as it was written. */
export function readMarkdown(text: string, places: readonly MentionPlace[] = []): readonly Block[] {
  const calls: Call[] = [];
  const prepared = cutOutCalls(text, places, calls);
  if (isPlain(prepared)) return [paragraph(prepared, { calls, depth: 0 })];
  if (lexer.value) return readBlocks(lexer.value(prepared), { calls, depth: 0 });
  loadLexer().catch(() => {}); // without a network: what is shown then stays as it is
  return [paragraph(prepared, { calls, depth: 0 })];
}

/** Whether a text is surely one paragraph of nothing but text. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

interface Call {
  readonly userId: number | null;
  readonly text: string;
}

interface Reading {
  readonly calls: readonly Call[];
  readonly depth: number;
}

/** Places are counted in code points. Characters of ours that someone wrote are taken out first. */
function cutOutCalls(text: string, places: readonly MentionPlace[], calls: Call[]): string {
  const characters = [...text].map((each) => (each === OPEN || each === CLOSE ? "\uFFFD" : each));
  const parts: string[] = [];
  let at = 0;
  for (const place of [...places].sort((a, b) => a.start - b.start)) {
    if (place.start < at) continue;
    parts.push(characters.slice(at, place.start).join(""), `${OPEN}${calls.length}${CLOSE}`);
    at = place.start + place.length;
    calls.push({ userId: place.user_id, text: characters.slice(place.start, at).join("") });
  }
  return parts.join("") + characters.slice(at).join("");
}

function readBlocks(tokens: readonly Token[], reading: Reading): readonly Block[] {
  if (reading.depth > DEEPEST) return [paragraph(tokens.map((token) => token.raw).join(""), reading)];
  const deeper = { ...reading, depth: reading.depth + 1 };
  return tokens.flatMap((token) => readBlock(token, deeper));
}

function readBlock(token: Token, reading: Reading): readonly Block[] {
  switch (token.type) {
    case "space":
    case "def":
      return token.type === "def" ? [paragraph(token.raw.trim(), reading)] : [];
    case "heading":
      return [{ kind: "heading", children: readInlines(token.tokens ?? [], reading) }];
    case "blockquote":
      return [{ kind: "quote", children: readBlocks(token.tokens ?? [], reading) }];
    case "code":
      return [readCode(token as Tokens.Code, reading)];
    case "list":
      return [readList(token as Tokens.List, reading)];
    case "hr":
      return [{ kind: "rule" }];
    case "paragraph":
    case "text":
      return [{ kind: "paragraph", children: readInlines(token.tokens ?? [], reading) }];
    case "table":
      return [readTable(token as Tokens.Table, reading)];
    case "written":
      return [{ kind: "written", text: putBack(token.raw, reading.calls) }];
    default: // HTML: as it was written
      return [paragraph(token.raw.trimEnd(), reading)];
  }
}

function readCode(token: Tokens.Code, reading: Reading): Block {
  const isIndented = token.codeBlockStyle === "indented";
  if (isIndented) return paragraph(token.raw.trim(), reading);
  return { kind: "code", language: (token.lang ?? "").split(/\s/)[0] ?? "", text: putBack(token.text, reading.calls) };
}

function readList(token: Tokens.List, reading: Reading): Block {
  const start = token.ordered ? Number(token.start) || 1 : null;
  return { kind: "list", start, items: token.items.map((item) => readBlocks(joinBox(item.tokens), reading)) };
}

/** The box of what is to be done stands in the line that it is of. */
function joinBox(tokens: readonly Token[]): readonly Token[] {
  const [box, line, ...others] = tokens;
  if (box?.type !== "checkbox" || !line) return tokens;
  return [{ ...line, tokens: [box, ...(("tokens" in line && line.tokens) || [])] } as Token, ...others];
}

/** The first row is its head. */
function readTable({ header, rows }: Tokens.Table, reading: Reading): Block {
  return { kind: "table", rows: [header, ...rows].map((row) => row.map((cell) => readInlines(cell.tokens, reading))) };
}

/** What stays as it was written, line by line. */
function paragraph(text: string, reading: Reading): Block {
  const lines = text.split("\n").map((line) => readText(line, reading.calls));
  return { kind: "paragraph", children: lines.flatMap((line, index) => (index ? [{ kind: "break" }, ...line] : line)) };
}

function readInlines(tokens: readonly Token[], reading: Reading): readonly Inline[] {
  if (reading.depth > DEEPEST) return readText(tokens.map((token) => token.raw).join(""), reading.calls);
  const deeper = { ...reading, depth: reading.depth + 1 };
  return tokens.flatMap((token) => readInline(token, deeper));
}

function readInline(token: Token, reading: Reading): readonly Inline[] {
  switch (token.type) {
    case "strong":
    case "em":
    case "del":
      return [{ kind: token.type, children: readInlines(token.tokens ?? [], reading) }];
    case "codespan":
      return [{ kind: "code", text: putBack(token.text, reading.calls) }];
    case "link":
      return readLink(token as Tokens.Link, reading);
    case "br":
      return [{ kind: "break" }];
    case "checkbox":
      return [{ kind: "text", text: token.checked ? "☑ " : "☐ " }];
    case "escape":
      return readText(token.text, reading.calls);
    case "text":
      return token.tokens ? readInlines(token.tokens, reading) : readText(token.text, reading.calls);
    default: // images, HTML: as they were written
      return readText(token.raw, reading.calls);
  }
}

/** Only what leads to the web or to a mailbox is a link, and does not say that it leads elsewhere. */
function readLink(token: Tokens.Link, reading: Reading): readonly Inline[] {
  const href = putBack(token.href, reading.calls);
  if (!SCHEMES.test(href) || isDeceiving(token.text, href)) return readText(token.raw, reading.calls);
  return [{ kind: "link", href, children: readInlines(token.tokens, reading) }];
}

/** Whether someone who reads a link must believe that it leads to another host. */
function isDeceiving(text: string, href: string): boolean {
  const said = HOST.exec(text)?.[1];
  return TURNING.test(href) || (said !== undefined && said.toLowerCase() !== HOST.exec(href)?.[1]?.toLowerCase());
}

/** Text with the calls in it. */
function readText(text: string, calls: readonly Call[]): readonly Inline[] {
  return text.split(CLOSE).flatMap((part): Inline[] => {
    const [before = "", number] = part.split(OPEN);
    const call = number === undefined ? undefined : calls[Number(number)];
    const plain: Inline[] = before ? [{ kind: "text", text: before }] : [];
    return call ? [...plain, { kind: "call", ...call }] : plain;
  });
}

function putBack(text: string, calls: readonly Call[]): string {
  return text.replace(/\uE000(\d+)\uE001/g, (_, number) => calls[Number(number)]?.text ?? "");
}

// One way only to read a text: with two, one emoji more would take three times as long to find that a letter follows.
const EMOJI = "[\\p{Extended_Pictographic}\\p{Emoji_Presentation}\\p{Emoji_Modifier}\\u200D\\uFE0F]+";
const EMOJI_ONLY = new RegExp(`^${EMOJI}(?:\\s${EMOJI}){0,5}$`, "u");

/** Whether a text is a few emoji and nothing else: those are shown large. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 100 && EMOJI_ONLY.test(text.trim());
}
