/** Russian: one file per feature. */
import common from "./ru/common.json" with { type: "json" };

export const ru = { ...common };
