/** The build fails if what loads first is too much: the page's scripts and what reads markup, and both with the words of a language. */
import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

// Bytes, gzip: as `tests/architecture/test_page_budget.py` has it.
const MOST = 70_000;
const MOST_WITH_WORDS = 71_000; // in whichever language has more
const PAGE = /\/index\.html$/;
const LEXER = /\/src\/domain\/lexing\.ts$/;
const WORDS = /\/src\/i18n\/[a-z]+\.ts$/;

export function budget(): Plugin {
  return {
    name: "budget",
    apply: (_config, { command, mode }) => command === "build" && mode === "production",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const always = Object.values(bundle).filter((each) => isOf(each, PAGE) || isOf(each, LEXER));
        const check = (outputs: Output[], most: number) => {
          const names = [...new Set(outputs.flatMap((each) => filesOf(each, bundle)))];
          const weight = names.reduce((sum, name) => sum + weigh(bundle[name]), 0);
          if (weight > most) this.error(`${weight} of ${most} bytes load first (${names}): use \`later\`.`);
        };
        check(always, MOST);
        for (const words of Object.values(bundle).filter((each) => isOf(each, WORDS))) {
          check([...always, words], MOST_WITH_WORDS);
        }
      },
    },
  };
}

type Output = Rolldown.OutputChunk | Rolldown.OutputAsset | undefined;

function isOf(output: Output, module: RegExp): boolean {
  return output?.type === "chunk" && module.test(output.facadeModuleId ?? "");
}

/** With what it imports before it runs. */
function filesOf(output: Output, bundle: Rolldown.OutputBundle): string[] {
  if (output?.type !== "chunk") return [];
  return [output.fileName, ...output.imports.flatMap((name) => filesOf(bundle[name], bundle))];
}

function weigh(output: Output): number {
  return output?.type === "chunk" ? gzipSync(output.code, { level: 9 }).length : 0;
}
