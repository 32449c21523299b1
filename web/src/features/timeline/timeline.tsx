import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { useAgain } from "../../ui/again.ts";
import { Button } from "../../ui/button.tsx";
import { calledOf } from "../../ui/chat.ts";
import { Empty } from "../../ui/empty.tsx";
import { Icon } from "../../ui/icon.tsx";
import { loadSoon } from "../../ui/later.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { listeners } from "./active.ts";
import { Announcer } from "./announcer.tsx";
import { moveByKey } from "./focus.ts";
import { Jump } from "./jump.ts";
import { usualOnScreen } from "./measure.ts";
import { MessageTools } from "./message.tsx";
import { TimelineModel, type TimelineRow } from "./model.ts";
import { placeOf } from "./places.ts";
import { Reader } from "./reader.ts";
import { RowView } from "./rows.tsx";
import { TabStop } from "./tab-stop.ts";
import { type Scroll, useScroll } from "./use-scroll.ts";

/** The conversation of a chat, at its end or at a message. Needs a chat that one is in. */
export function Timeline({ chatId, seq }: { chatId: number; seq?: number }) {
  const chat = useClient().store.chat(chatId);
  return chat ? <Conversation key={`${chatId}:${seq ?? ""}`} chat={chat} {...(seq ? { seq } : {})} /> : null;
}

function Conversation({ chat, seq }: { chat: ChatStore; seq?: number }) {
  const client = useClient();
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stop = useMemo(() => new TabStop(), []);
  const model = useMemo(() => {
    const left = seq ? null : (placeOf(chat.id)?.window ?? null);
    return new TimelineModel(client, chat, left, usualOnScreen());
  }, [chat]);
  const reader = useMemo(() => new Reader(client, chat), [chat]);
  useLayoutEffect(() => () => model.close(), [model]);
  useEffect(() => loadSoon(MessageTools), []);
  const scroll = useScroll({ box, content, model, reader, seq });
  const rows = model.rows.value;
  const target = scroll.target.value?.key;
  const hasArticles = rows.some(isArticle);
  return (
    <div class="timeline">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it has a role, one of two */}
      <div
        class="feed"
        ref={box}
        role={hasArticles ? "feed" : "region"}
        aria-label={t("timeline.feed")}
        aria-busy={model.isLoading}
        tabIndex={0}
        data-landing
        onFocus={(event) => stop.enter(event, box.current)}
        onKeyDown={(event) => moveByKey(event) || stop.press(event)}
        {...listeners}
      >
        <div ref={content}>
          <Jump.Provider value={scroll.toMessage}>
            {model.isAtStart.value && <Beginning chat={chat} />}
            <Trouble model={model} />
            {rows.map((row) => (
              <RowView key={row.key} row={row} chat={chat} isTarget={row.key === target} />
            ))}
          </Jump.Provider>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: who comes by Shift and Tab is led on from here to a row */}
      <div
        class="feed-end"
        ref={stop.end}
        tabIndex={hasArticles ? 0 : -1}
        onFocus={(event) => stop.enter(event, box.current)}
      />
      <Newest scroll={scroll} chat={chat} />
      <Announcer chat={chat} />
    </div>
  );
}

/** A feed without any is none. */
function isArticle(row: TimelineRow): boolean {
  return row.kind === "message" || row.kind === "pending";
}

/** History that did not come: it is asked for again once there is a network, or a connection. */
function Trouble({ model }: { model: TimelineModel }) {
  const again = () => void model.again();
  useAgain(!!model.problem.value, again);
  if (!model.problem.value) return null;
  return (
    <div class="trouble">
      <ProblemText problem={model.problem.value} />
      <Button look="quiet" onClick={again}>
        {t("common.retry")}
      </Button>
    </div>
  );
}

function Beginning({ chat }: { chat: ChatStore }) {
  const { kind, topic } = chat.profile.value;
  const name = calledOf(chat.profile.value, useClient().store);
  const title = t(kind === "channel" ? "timeline.beginning_channel" : "timeline.beginning", { name });
  return (
    <div class="beginning">
      <Empty title={title} heading="p">
        <p>{topic || t("timeline.beginning_hint")}</p>
      </Empty>
    </div>
  );
}

function Newest({ scroll, chat }: { scroll: Scroll; chat: ChatStore }) {
  if (!scroll.isAway.value) return null;
  const count = chat.counted.value.NewMsgCount;
  return (
    <button type="button" class="newest" onClick={scroll.toNewest}>
      <Icon name="arrow-down" />
      {count ? t("timeline.new", { count }) : t("timeline.newest")}
    </button>
  );
}
