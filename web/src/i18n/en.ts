/** English: one file per feature. */
import account from "./en/account.json" with { type: "json" };
import common from "./en/common.json" with { type: "json" };
import composer from "./en/composer.json" with { type: "json" };
import emoji from "./en/emoji.json" with { type: "json" };
import invites from "./en/invites.json" with { type: "json" };
import jump from "./en/jump.json" with { type: "json" };
import places from "./en/places.json" with { type: "json" };
import search from "./en/search.json" with { type: "json" };
import server from "./en/server.json" with { type: "json" };
import settings from "./en/settings.json" with { type: "json" };
import timeline from "./en/timeline.json" with { type: "json" };

export const en = {
  ...account,
  ...common,
  ...composer,
  ...emoji,
  ...invites,
  ...jump,
  ...places,
  ...search,
  ...server,
  ...settings,
  ...timeline,
};
