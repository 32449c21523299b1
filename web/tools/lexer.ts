/**
 * Of marked the lexer alone, and its tokenizer. The rest, which makes HTML, is a fifth of it, and no bundler dares to leave it out; nor the rules
 * of `pedantic`, which is for texts of Markdown's first years.
 */
import type { Plugin } from "vite";

const MODULE = /\/marked\/lib\/marked\.esm\.js$/;
const INSTANCE =
  /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse\([\s\S]*export\{[^}]*?(\w+) as Lexer\b[^}]*?(\w+) as Tokenizer\b[^}]*\}/;
const PEDANTIC = /,pedantic:(\w+)\}/g;

export function lexer(): Plugin {
  return {
    name: "lexer",
    transform: {
      filter: { id: MODULE },
      handler(code) {
        const lexer = cut(code, INSTANCE, "export{$2 as Lexer,$3 as Tokenizer}").replaceAll(
          "this.options.pedantic",
          "false",
        );
        const rules = [...lexer.matchAll(PEDANTIC)].map(([, name = ""]) => name);
        const others = rules.reduce(
          (rest, name) => cut(rest, new RegExp(`,${name}=\\{[\\s\\S]*?\\}(?=,\\w+=)`), ""),
          lexer,
        );
        return { code: cut(others, PEDANTIC, "}"), map: null };
      },
    },
  };
}

function cut(code: string, what: RegExp, instead: string): string {
  if (code.search(what) < 0) throw new Error("marked looks different now: see tools/lexer.ts");
  return code.replace(what, instead);
}
