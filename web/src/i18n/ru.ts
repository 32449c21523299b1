/** Russian: one file per feature. Those that most visits never need are loaded with their features (`words.ts:PARTS`). */
import common from "./ru/common.json" with { type: "json" };
import composer from "./ru/composer.json" with { type: "json" };
import emoji from "./ru/emoji.json" with { type: "json" };
import invites from "./ru/invites.json" with { type: "json" };
import jump from "./ru/jump.json" with { type: "json" };
import places from "./ru/places.json" with { type: "json" };
import search from "./ru/search.json" with { type: "json" };
import timeline from "./ru/timeline.json" with { type: "json" };

export const ru = {
  ...common,
  ...composer,
  ...emoji,
  ...invites,
  ...jump,
  ...places,
  ...search,
  ...timeline,
};
