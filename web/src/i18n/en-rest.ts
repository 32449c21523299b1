/** English: what is not seen at first, one file per feature. It comes when the page has nothing else to do. */
import beginnings from "./en/beginnings.json" with { type: "json" };
import dialogs from "./en/dialogs.json" with { type: "json" };
import emoji from "./en/emoji.json" with { type: "json" };
import invites from "./en/invites.json" with { type: "json" };
import jump from "./en/jump.json" with { type: "json" };
import later from "./en/later.json" with { type: "json" };
import problems from "./en/problems.json" with { type: "json" };
import search from "./en/search.json" with { type: "json" };
import tools from "./en/tools.json" with { type: "json" };
import voice from "./en/voice.json" with { type: "json" };

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
