import { useClient } from "../../app/context.ts";
import { route } from "../../app/routes.ts";
import { t } from "../../i18n/words.ts";
import { nameOf } from "../../ui/chat.ts";
import { Icon } from "../../ui/icon.tsx";
import type { Looking } from "./looking.ts";

/** The filters: those that are set, and those that could be. */
export function Chips({ looking }: { looking: Looking }) {
  const { place, author, hasFile, mentionsMe } = looking.filters.value;
  return (
    <div class="search-chips" role="group" aria-label={t("search.filters")}>
      {place && (
        <Chip label={t("search.in", { name: place.label })} onRemove={() => looking.filter({ place: undefined })} />
      )}
      {!place && <HereChip looking={looking} />}
      {author ? (
        <Chip label={t("search.from", { name: author.label })} onRemove={() => looking.filter({ author: undefined })} />
      ) : (
        <Begin looking={looking} label={t("search.from_whom")} text="from:" />
      )}
      <Switch label={t("search.has_file")} isOn={hasFile} onSwitch={(isOn) => looking.filter({ hasFile: isOn })} />
      <Switch
        label={t("search.mentions")}
        isOn={mentionsMe}
        onSwitch={(isOn) => looking.filter({ mentionsMe: isOn })}
      />
      <Day looking={looking} name="after" />
      <Day looking={looking} name="before" />
    </div>
  );
}

/** In the chat on the screen, or another. */
function HereChip({ looking }: { looking: Looking }) {
  const { store } = useClient();
  const at = route.value;
  const chat = at.at === "chat" ? store.chat(at.chatId)?.profile.value : undefined;
  if (!chat) return <Begin looking={looking} label={t("search.where")} text="in:" />;
  const place = { chatId: chat.chat_id, label: nameOf(chat, store) };
  return <Switch label={t("search.here")} onSwitch={() => looking.filter({ place })} />;
}

/** Begins to type a filter that takes a choice. */
function Begin({ looking, label, text }: { looking: Looking; label: string; text: string }) {
  const begin = (event: MouseEvent) => {
    looking.type(`${looking.text.peek().trimEnd()} ${text}`.trimStart());
    const { currentTarget } = event;
    if (currentTarget instanceof Element) currentTarget.closest("dialog")?.querySelector("input")?.focus();
  };
  return (
    <button type="button" class="search-chip" onClick={begin}>
      {label}
    </button>
  );
}

function Switch(props: { label: string; isOn?: boolean | undefined; onSwitch: (isOn: boolean) => void }) {
  const { label, isOn = false, onSwitch } = props;
  return (
    <button type="button" class="search-chip" aria-pressed={isOn} onClick={() => onSwitch(!isOn)}>
      {label}
    </button>
  );
}

function Chip({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button type="button" class="search-chip" aria-pressed="true" title={t("search.remove")} onClick={onRemove}>
      <span dir="auto">{label}</span>
      <Icon name="x" />
    </button>
  );
}

function Day({ looking, name }: { looking: Looking; name: "after" | "before" }) {
  const day = looking.filters.value[name];
  return (
    <label class={`search-chip search-day ${day ? "set" : ""}`}>
      {t(`search.${name}`)}
      <input
        type="date"
        value={day ?? ""}
        onChange={(event) => looking.filter({ [name]: event.currentTarget.value || undefined })}
      />
    </label>
  );
}
