/**
 * What starts the page is compiled as a whole, beside its loading, where V8 finds a comment in front of it that asks for that;
 * else function by function, while the page waits for each.
 */
import type { Plugin } from "vite";

const HINT = "//# allFunctionsCalledOnLoad\n";

export function eager(): Plugin {
  return {
    name: "eager",
    apply: (_config, { command, mode }) => command === "build" && mode === "production",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const page = Object.values(bundle).find(
          (each) => each.type === "chunk" && each.isEntry && each.name === "page",
        );
        if (page?.type === "chunk") page.code = HINT + page.code;
      },
    },
  };
}
