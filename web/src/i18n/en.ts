/** English: one file per feature. Those that most visits never need are loaded with their features (`words.ts:PARTS`). */
import common from "./en/common.json" with { type: "json" };
import composer from "./en/composer.json" with { type: "json" };
import emoji from "./en/emoji.json" with { type: "json" };
import invites from "./en/invites.json" with { type: "json" };
import jump from "./en/jump.json" with { type: "json" };
import places from "./en/places.json" with { type: "json" };
import search from "./en/search.json" with { type: "json" };
import timeline from "./en/timeline.json" with { type: "json" };

export const en = {
  ...common,
  ...composer,
  ...emoji,
  ...invites,
  ...jump,
  ...places,
  ...search,
  ...timeline,
};
