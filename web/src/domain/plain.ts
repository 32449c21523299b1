/** A message's text for where there is one line for it: what the markup says, without the markup. Pure. */
import type { Block, Inline } from "./markdown.ts";
import { readMessage } from "./reading.ts";
import type { Message } from "./types.ts";

export function plainText(message: Pick<Message, "text" | "mention_places">): string {
  return say(readMessage(message), "\n");
}

function say(nodes: readonly (Block | Inline)[], between: string): string {
  return nodes.map(sayNode).join(between);
}

function sayNode(node: Block | Inline): string {
  switch (node.kind) {
    case "text":
    case "call":
    case "code":
    case "written":
      return node.text;
    case "break":
      return "\n";
    case "rule":
      return "";
    case "list":
      return node.items.map((item) => say(item, "\n")).join("\n");
    case "table":
      return node.rows.map((row) => row.map((cell) => say(cell, "")).join(" ")).join("\n");
    case "quote":
      return say(node.children, "\n");
    default:
      return say(node.children, "");
  }
}
