/** Russian: what is not seen at first, one file per feature. It comes when the page has nothing else to do. */
import beginnings from "./ru/beginnings.json" with { type: "json" };
import dialogs from "./ru/dialogs.json" with { type: "json" };
import emoji from "./ru/emoji.json" with { type: "json" };
import invites from "./ru/invites.json" with { type: "json" };
import jump from "./ru/jump.json" with { type: "json" };
import later from "./ru/later.json" with { type: "json" };
import problems from "./ru/problems.json" with { type: "json" };
import search from "./ru/search.json" with { type: "json" };
import tools from "./ru/tools.json" with { type: "json" };
import voice from "./ru/voice.json" with { type: "json" };

const rest = {
  ...beginnings,
  ...dialogs,
  ...emoji,
  ...invites,
  ...jump,
  ...later,
  ...problems,
  ...search,
  ...tools,
  ...voice,
};

export default rest;
