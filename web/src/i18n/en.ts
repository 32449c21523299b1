/** English: one file per feature. Those that are not seen at first come later (`words.ts:PARTS`). */
import common from "./en/common.json" with { type: "json" };
import composer from "./en/composer.json" with { type: "json" };
import places from "./en/places.json" with { type: "json" };
import timeline from "./en/timeline.json" with { type: "json" };

export const en = {
  ...common,
  ...composer,
  ...places,
  ...timeline,
};
