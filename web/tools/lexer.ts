/** Of marked the lexer alone. The rest, which makes HTML, is a fifth of it, and no bundler dares to leave it out. */
import type { Plugin } from "vite";

const MODULE = /\/marked\/lib\/marked\.esm\.js$/;
const INSTANCE =
  /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse\([\s\S]*export\{[^}]*?(\w+) as Lexer\b[^}]*\}/;

export function lexer(): Plugin {
  return {
    name: "lexer",
    transform: {
      filter: { id: MODULE },
      handler(code) {
        if (!INSTANCE.test(code)) throw new Error("marked looks different now: see tools/lexer.ts");
        return { code: code.replace(INSTANCE, "export{$2 as Lexer}"), map: null };
      },
    },
  };
}
