/** Finds the parts of code that have a colour. Sends text and kinds, never HTML. */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

export interface Part {
  /** highlight.js's scope, without what is after its first dot; empty: no colour. */
  readonly kind: string;
  readonly text: string;
}

interface Asked {
  readonly number: number;
  readonly language: string;
  readonly text: string;
}

const MOST = 2_000; // parts of a block: each is an element
const LANGUAGES = { bash, c, cpp, csharp, css, go, java, javascript, json, python, rust, sql, typescript, xml, yaml };
for (const [name, grammar] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, grammar);

addEventListener("message", (event: MessageEvent<Asked>) => {
  const { number, language, text } = event.data;
  postMessage({ number, parts: colour(language, text) });
});

function colour(language: string, text: string): readonly Part[] {
  if (!hljs.getLanguage(language)) return [{ kind: "", text }];
  const found = hljs.highlight(text, { language, ignoreIllegals: true });
  const parts = flatten(found._emitter as unknown as { rootNode: Node });
  return parts.length > MOST ? [{ kind: "", text }] : parts;
}

interface Node {
  readonly scope?: string;
  readonly children: readonly (Node | string)[];
}

function flatten(emitter: { rootNode: Node }): readonly Part[] {
  const parts: Part[] = [];
  const walk = (node: Node | string, kind: string) => {
    if (typeof node === "string") parts.push({ kind, text: node });
    else for (const child of node.children) walk(child, node.scope?.split(".")[0] ?? kind);
  };
  walk(emitter.rootNode, "");
  return parts;
}
