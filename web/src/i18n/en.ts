/** English: one file per feature. */
import common from "./en/common.json" with { type: "json" };
import composer from "./en/composer.json" with { type: "json" };

export const en = { ...common, ...composer };
