import "./jump.css";
import { t, type WordKey } from "../../i18n/words.ts";
import { Dialog } from "../../ui/dialog.tsx";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const MOD = isMac ? "⌘" : "Ctrl";
const ALT = isMac ? "⌥" : "Alt";

// What each key does, in the order of the page. The words are `jump.do_…`.
const GROUPS: readonly { title: WordKey; keys: readonly (readonly [WordKey, ...string[]])[] }[] = [
  {
    title: "jump.keys_go",
    keys: [
      ["jump.do_jump", MOD, "K"],
      ["jump.do_search", MOD, "⇧", "F"],
      ["jump.do_next", ALT, "↓"],
      ["jump.do_previous", ALT, "↑"],
      ["jump.do_next_unread", ALT, "⇧", "↓"],
      ["jump.do_previous_unread", ALT, "⇧", "↑"],
      ["jump.do_keys", "?"],
    ],
  },
  {
    title: "jump.keys_write",
    keys: [
      ["jump.do_send", "Enter"],
      ["jump.do_break", "⇧", "Enter"],
      ["jump.do_edit", "↑"],
      ["jump.do_leave", "Esc"],
      ["jump.do_person", "@"],
      ["jump.do_emoji", ":"],
    ],
  },
];

/** Which keys there are. */
export function Keys({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t("jump.keys")} onClose={onClose} class="jump-keys">
      {GROUPS.map(({ title, keys }) => (
        <section key={title}>
          <h3>{t(title)}</h3>
          <dl>
            {keys.map(([what, ...chord]) => (
              <div key={what}>
                <dt>{t(what)}</dt>
                <dd>
                  {chord.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
