/** Russian: one file per feature. */
import common from "./ru/common.json" with { type: "json" };
import composer from "./ru/composer.json" with { type: "json" };

export const ru = { ...common, ...composer };
