/**
 * Of marked the lexer alone, and its tokenizer, as `domain/lexing.ts` asks for them. The rest, which makes HTML, is a fifth of it, and no
 * bundler dares to leave it out; nor what is there for other options than ours.
 */
import type { Plugin } from "vite";

const MODULE = /\/marked\/lib\/marked\.esm\.js$/;
const INSTANCE =
  /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse\([\s\S]*export\{[^}]*?(\w+) as Lexer\b[^}]*?(\w+) as Tokenizer\b[^}]*\}/;
const OPTIONS = { pedantic: false, gfm: true, breaks: true, silent: false, extensions: null, hooks: null };
const ALL_RULES = /static get rules\(\)\{.*?\}\}/;
const MAKER = /function (\w+)\(\w+,\w+=""\)/; // of rules
const GFM = /\b\w+=\{\.\.\.(\w+),[\s\S]*?\}(?=,\w+=)/g; // rules, and those that it has them instead of
const OF_HTML =
  /(outputLinkReplace|notSpaceStart|endingNewline|percentDecode|escape(?:Test|Replace)(?:NoEncode)?):\/(?:\\.|\[(?:\\.|[^\]])*\]|[^/[])*\/g?,/g;
const PEDANTIC = /,pedantic:(\w+)\}/g;

export function lexer(): Plugin {
  return {
    name: "lexer",
    transform: {
      filter: { id: MODULE },
      handler(code) {
        const lexer = cut(cut(code, INSTANCE, "export{$2 as Lexer,$3 as Tokenizer}"), ALL_RULES, "");
        return {
          code: leaveOutPlain(leaveOutPedantic(decideOptions(declarePure(cut(lexer, OF_HTML, ""))))),
          map: null,
        };
      },
    },
  };
}

/** To make a rule does nothing else: the bundler leaves out those that nothing asks for. */
function declarePure(code: string): string {
  const maker = MAKER.exec(code)?.[1] ?? "";
  return cut(code, new RegExp(`(?<==)${maker}\\(`, "g"), "/*@__PURE__*/$&");
}

/** Then the bundler leaves out what is not for these. */
function decideOptions(code: string): string {
  return Object.entries(OPTIONS).reduce(
    (rest, [name, value]) => cut(rest, new RegExp(`this\\.options\\.${name}\\b`, "g"), `${value}`),
    code,
  );
}

function leaveOutPedantic(code: string): string {
  const rules = [...code.matchAll(PEDANTIC)].map(([, name = ""]) => name);
  const others = rules.reduce((rest, name) => cut(rest, new RegExp(`,${name}=\\{[\\s\\S]*?\\}(?=,\\w+=)`), ""), code);
  return cut(others, PEDANTIC, "}");
}

/** Where GFM has a rule of its own, the plain one is asked by nobody. */
function leaveOutPlain(code: string): string {
  return [...code.matchAll(GFM)].reduce((rest, [rules, plain = ""]) => {
    const all = new RegExp(`(?<=\\b${plain}=\\{)(?:\\w+:\\w+,?)+(?=\\})`);
    const isPlain = (rule: string) => !new RegExp(`,${rule.split(":")[0]}:`).test(rules);
    return rest.replace(all, (named) => named.split(",").filter(isPlain).join(","));
  }, code);
}

function cut(code: string, what: RegExp, instead: string): string {
  if (code.search(what) < 0) throw new Error("marked looks different now: see tools/lexer.ts");
  return code.replace(what, instead);
}
