/** Russian: one file per feature. Those that are not seen at first come later (`words.ts:PARTS`). */
import common from "./ru/common.json" with { type: "json" };
import composer from "./ru/composer.json" with { type: "json" };
import places from "./ru/places.json" with { type: "json" };
import timeline from "./ru/timeline.json" with { type: "json" };

export const ru = {
  ...common,
  ...composer,
  ...places,
  ...timeline,
};
