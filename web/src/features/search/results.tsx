// biome-ignore-all lint/a11y/useFocusableInteractive: the field has the focus, and names the active line
// biome-ignore-all lint/a11y/useKeyWithClickEvents: so do its keys
import { useEffect, useRef } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { plainText } from "../../domain/plain.ts";
import type { Message } from "../../domain/types.ts";
import { locale, t } from "../../i18n/words.ts";
import { isAway, useAgain } from "../../ui/again.ts";
import { Button } from "../../ui/button.tsx";
import { calledOf } from "../../ui/chat.ts";
import { Empty } from "../../ui/empty.tsx";
import { Face } from "../../ui/face.tsx";
import { calledFile, isVoice } from "../../ui/file.ts";
import { Icon } from "../../ui/icon.tsx";
import { spellLength } from "../../ui/length.ts";
import { PaletteKeys } from "../../ui/palette-keys.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { excerpt } from "./excerpt.ts";
import type { Looking } from "./looking.ts";
import type { ListProps } from "./offers.tsx";

/** What was found, the newest first; what is of one chat in a row stands under its name. */
export function Results({ looking, id, ...list }: ListProps & { looking: Looking }) {
  const messages = looking.messages.value;
  useAskingAgain(looking);
  if (!messages.length) return <Nothing looking={looking} />;
  return (
    <>
      <div
        class="palette-list"
        role="listbox"
        id={id}
        aria-label={t("search.results")}
        aria-busy={looking.isBusy.value}
      >
        {messages.map((message, index) => (
          <Result
            key={message.id}
            message={message}
            isFirst={messages[index - 1]?.chat_id !== message.chat_id}
            query={looking.shown.value?.query ?? ""}
            index={index}
            id={id}
            {...list}
          />
        ))}
        <More looking={looking} />
      </div>
      <PaletteKeys choose={t("search.key_open")} />
    </>
  );
}

/** What the server was not there for is asked again once it is, or when one comes back to it. */
function useAskingAgain(looking: Looking): void {
  const isMissing = isAway(looking.problem.value);
  useAgain(isMissing, () => looking.retry());
  useEffect(() => {
    if (isMissing) looking.retry();
  }, [looking]);
}

function Nothing({ looking }: { looking: Looking }) {
  const problem = looking.problem.value;
  if (problem) {
    return (
      <div class="search-nothing" role="alert">
        <ProblemText problem={problem} />
        <Button onClick={() => looking.retry()}>{t("common.retry")}</Button>
      </div>
    );
  }
  if (!looking.shown.value) return <Hints isBusy={looking.isBusy.value} />;
  return (
    <Empty title={t("search.nothing")}>
      <p>{t("search.nothing_hint")}</p>
    </Empty>
  );
}

function Hints({ isBusy }: { isBusy: boolean }) {
  if (isBusy) {
    return (
      <div class="search-nothing">
        <div class="spinner" role="status" aria-label={t("common.loading")} />
      </div>
    );
  }
  return (
    <div class="search-hints">
      <p>{t("search.hint")}</p>
      <p>
        <code>from:</code> <code>in:</code> <code>has:file</code> <code>mentions:me</code> <code>after:</code>{" "}
        <code>before:</code>
      </p>
    </div>
  );
}

interface ResultProps extends ListProps {
  message: Message;
  isFirst: boolean;
  query: string;
  index: number;
}

function Result({ message, isFirst, query, index, id, active, onActive, onChoose }: ResultProps) {
  const { store } = useClient();
  return (
    <>
      {isFirst && <PlaceName chatId={message.chat_id} />}
      <div
        id={`${id}-${index}`}
        role="option"
        class="search-result"
        aria-selected={index === active}
        onPointerMove={() => index !== active && onActive(index)}
        onClick={() => onChoose(index)}
      >
        <Face userId={message.author_id} size={28} />
        <div>
          <b dir="auto">{store.nameOf(message.author_id) || t("common.nobody")}</b>{" "}
          <time dateTime={message.created_at}>{spellTime(message.created_at)}</time>
          <p dir="auto">
            {excerpt(plainText(message), query).map((piece) =>
              piece.isMatch ? <mark>{piece.text}</mark> : piece.text,
            )}
          </p>
          {message.files.map((file) => (
            <p key={file.id} class="search-file">
              <Icon name={isVoice(file) ? "mic" : "paperclip"} />
              <span dir="auto">
                {excerpt(calledFile(file), query).map((piece) =>
                  piece.isMatch ? <mark>{piece.text}</mark> : piece.text,
                )}
              </span>
              {isVoice(file) && file.duration ? <span>{spellLength(file.duration / 1000)}</span> : null}
            </p>
          ))}
        </div>
      </div>
    </>
  );
}

function PlaceName({ chatId }: { chatId: number }) {
  const { store } = useClient();
  const chat = store.chat(chatId)?.profile.value;
  const room = store.rooms.value.get(chat?.room_id ?? 0)?.room_name;
  return (
    <div class="search-place" role="presentation">
      <span dir="auto">{chat && calledOf(chat, store)}</span>
      {room && <span dir="auto">{room}</span>}
    </div>
  );
}

function spellTime(time: string): string {
  const date = new Date(time);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  const day = { day: "numeric", month: "short", year: isThisYear ? undefined : "numeric" } as const;
  return date.toLocaleString(locale(), { ...day, hour: "numeric", minute: "2-digit" });
}

/** Asks for the next page when it comes into view. */
function More({ looking }: { looking: Looking }) {
  const ref = useRef<HTMLDivElement>(null);
  const count = looking.messages.value.length;
  // After each page it is looked anew whether the end is in view: hence `count`.
  useEffect(() => {
    if (!ref.current) return;
    const watch = new IntersectionObserver(
      (seen) => seen.some((each) => each.isIntersecting) && void looking.loadMore(),
    );
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, [looking, count]);
  if (looking.problem.value) return <ProblemText problem={looking.problem.value} />;
  return looking.hasMore.value ? <div ref={ref} class="search-more" aria-hidden="true" /> : null;
}
