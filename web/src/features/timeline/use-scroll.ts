import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { whenPainted } from "../../platform/idle.ts";
import type { TimelineModel } from "./model.ts";
import { keepPlace, placeOf } from "./places.ts";
import { isLookedAt, type Reader } from "./reader.ts";
import { ScrollController } from "./scroll.ts";

const POINTED_OUT = 2500; // milliseconds
const SOON = 200; // milliseconds, at the latest

interface Parts {
  readonly box: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLElement | null>;
  readonly model: TimelineModel;
  readonly reader: Reader;
  readonly seq: number | undefined;
}

export interface Scroll {
  /** Whether the end is out of sight. */
  readonly isAway: Signal<boolean>;
  /** The message that was gone to, while it is pointed out. */
  readonly target: Signal<{ readonly key: string } | null>;
  readonly toNewest: () => void;
  readonly toMessage: (seq: number) => void;
}

/** Joins the model and the page: opens, keeps the place through every change, loads ahead, tells the reader what is seen. */
export function useScroll({ box, content, model, reader, seq }: Parts): Scroll {
  const isAway = useSignal(false);
  const target = useSignal<{ readonly key: string } | null>(null);
  const held = useRef<ScrollController | null>(null);
  const isOnWay = useRef(seq !== undefined); // to a message that a link leads to: what is shown until then is not read
  const toMessage = useCallback(
    (wanted: number) =>
      model.openAt(wanted).then((key) => {
        if (!key) return;
        pointOut(target, key);
        held.current?.goTo(key, "middle");
      }),
    [model],
  );
  const look = () => {
    if (!isOnWay.current) reader.look(() => held.current?.seen() ?? [], model);
  };
  const arrive = () => {
    isOnWay.current = false;
    look();
  };
  useLayoutEffect(() => {
    if (!box.current || !content.current) return;
    const controller = join(box.current, content.current, model, { isAway, look, isOnWay });
    held.current = controller;
    if (seq === undefined) openWhereLeft(model, controller);
    else void toMessage(seq).then(arrive);
    return () => leave(model, controller);
  }, [model]);
  useEffect(() => reader.watch(look), [model, reader]);
  const last = useRef(model.chat.pending.peek().at(-1)?.nonce ?? "");
  // After each rendering, before it is painted. What I sent myself is looked at.
  useLayoutEffect(() => {
    const newest = model.chat.pending.peek().at(-1)?.nonce ?? "";
    if (newest && newest !== last.current) void showEnd(model, held.current);
    last.current = newest || last.current;
    held.current?.restore();
    isAway.value = held.current?.isAway ?? false;
    look();
  });
  // What is not seen comes when the rest has been painted; what is, if the rows are short, at once.
  useLayoutEffect(() => {
    if (model.isPartial && !held.current?.isFilled()) model.fill();
  });
  useEffect(() => (model.isPartial ? whenPainted(() => model.fill(), SOON) : undefined));
  return { isAway, target, toMessage, toNewest: () => void showEnd(model, held.current) };
}

function pointOut(target: Scroll["target"], key: string): void {
  const shown = { key };
  target.value = shown;
  setTimeout(() => {
    if (target.peek() === shown) target.value = null;
  }, POINTED_OUT);
}

interface Watch {
  readonly isAway: Signal<boolean>;
  readonly look: () => void;
  readonly isOnWay: RefObject<boolean>;
}

function join(
  box: HTMLElement,
  content: HTMLElement,
  model: TimelineModel,
  { isAway, look, isOnWay }: Watch,
): ScrollController {
  const controller = new ScrollController(box, content, {
    isEndShown: () => model.window.peek()?.isLive ?? true,
    onMove: () => {
      isAway.value = controller.isAway;
      look();
    },
    onNear: (side) => void model.grow(side),
  });
  model.isReading = () => !controller.isAtBottom;
  model.attend(() => isLookedAt() && controller.isAtBottom && !isOnWay.current);
  return controller;
}

/** At the place that was left; else at what is new; else at the end. */
function openWhereLeft(model: TimelineModel, controller: ScrollController): void {
  const left = placeOf(model.chat.id);
  controller.isAtBottom = !left && model.unreadAfter.peek() === null;
  if (left && model.chat.history.knows(left.window.first) && model.window.peek()) return controller.resume(left.place);
  if (left) return void model.openAt(left.seq).then(() => controller.resume(left.place));
  void model.openToRead().then((key) => (key ? controller.goTo(key, "top") : controller.toBottom()));
}

function leave(model: TimelineModel, controller: ScrollController): void {
  const first = controller.place.anchors[0];
  keepPlace(model.chat.id, model.window.peek(), controller.place, first && model.seqOf(first.key));
  controller.close();
}

async function showEnd(model: TimelineModel, controller: ScrollController | null): Promise<void> {
  if (!model.window.peek()?.isLive) await model.openEnd();
  controller?.toBottom();
}
