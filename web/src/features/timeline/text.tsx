import { type ComponentChildren, h } from "preact";
import { useClient } from "../../app/context.ts";
import { type Block, type Inline, isEmojiOnly } from "../../domain/markdown.ts";
import { readMessage } from "../../domain/reading.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { CodeBlock } from "./code.tsx";

type Side = "auto" | undefined;
type Written = Pick<Message, "text" | "mention_places">;

/** A message's text, from tokens to elements: no HTML is made of what someone wrote. */
export function showText(message: Written & Pick<Partial<Message>, "edited_at">) {
  const blocks = readMessage(message);
  const mark = message.edited_at ? <span class="edited">{t("timeline.edited")}</span> : null;
  const last = mark && blocks.at(-1)?.kind === "paragraph" ? blocks.length - 1 : -1;
  return (
    <div class={isEmojiOnly(message.text) ? "text large" : "text"}>
      {[
        ...blocks.map((block, index) => showBlock(block, index, "auto", index === last ? mark : null)),
        last < 0 && mark,
      ]}
    </div>
  );
}

/** What stands within another has that one's side; `mark`: what stands after its last word. */
function showBlock(block: Block, key: number, dir?: Side, mark: ComponentChildren = null): ComponentChildren {
  switch (block.kind) {
    case "paragraph":
      return (
        <p key={key} dir={dir}>
          {mark ? [...showAll(block.children), " ", mark] : showAll(block.children)}
        </p>
      );
    case "heading":
      return (
        <p key={key} dir={dir} class="loud">
          {showAll(block.children)}
        </p>
      );
    case "written":
      return (
        <p key={key} dir={dir} class="written">
          {block.text}
        </p>
      );
    case "quote":
      return (
        <blockquote key={key} dir={dir}>
          {showBlocks(block.children)}
        </blockquote>
      );
    case "code":
      return <CodeBlock key={key} language={block.language} text={block.text} />;
    case "list":
      return showList(block, key, dir);
    case "table":
      return showTable(block, key);
    default:
      return <hr key={key} />;
  }
}

function showBlocks(blocks: readonly Block[]): ComponentChildren {
  return blocks.map((block, index) => showBlock(block, index));
}

function showList(block: Extract<Block, { kind: "list" }>, key: number, dir: Side): ComponentChildren {
  const items = block.items.map((item, index) => <li key={index}>{showBlocks(item)}</li>);
  return block.start === null ? (
    <ul key={key} dir={dir}>
      {items}
    </ul>
  ) : (
    <ol key={key} dir={dir} start={block.start}>
      {items}
    </ol>
  );
}

function showTable({ rows }: Extract<Block, { kind: "table" }>, key: number): ComponentChildren {
  return (
    <div key={key} class="table" tabIndex={0}>
      <table>
        {rows.map((row, index) => (
          <tr key={index}>{row.map((cell, at) => h(index ? "td" : "th", { key: at, dir: "auto" }, showAll(cell)))}</tr>
        ))}
      </table>
    </div>
  );
}

/** As one list: each that stands among other children would be a view of its own. */
function showAll(inlines: readonly Inline[]): ComponentChildren[] {
  return inlines.map((inline, index) => showInline(inline, index));
}

function showInline(inline: Inline, key: number): ComponentChildren {
  switch (inline.kind) {
    case "text":
      return inline.text;
    case "strong":
      return <strong key={key}>{showAll(inline.children)}</strong>;
    case "em":
      return <em key={key}>{showAll(inline.children)}</em>;
    case "del":
      return <del key={key}>{showAll(inline.children)}</del>;
    case "code":
      return (
        <code key={key} dir="ltr">
          {inline.text}
        </code>
      );
    case "link":
      return (
        <a key={key} href={inline.href} target="_blank" rel="noopener noreferrer nofollow">
          {showAll(inline.children)}
        </a>
      );
    case "call":
      return <Call key={key} userId={inline.userId} text={inline.text} />;
    default:
      return <br key={key} />;
  }
}

function Call({ userId, text }: { userId: number | null; text: string }) {
  const { store } = useClient();
  const isMe = userId === null || userId === store.myId;
  return (
    <span class={isMe ? "call-name me" : "call-name"} title={(userId !== null && store.nameOf(userId)) || undefined}>
      {text}
    </span>
  );
}
