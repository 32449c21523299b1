import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { TimelineModel } from "./model.ts";
import { keepPlace, placeOf } from "./places.ts";
import type { Reader } from "./reader.ts";
import { ScrollController } from "./scroll.ts";

interface Parts {
  readonly box: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLElement | null>;
  readonly model: TimelineModel;
  readonly reader: Reader;
  readonly seq: number | undefined;
}

interface Scroll {
  /** Whether the end is out of sight. */
  readonly isAway: Signal<boolean>;
  readonly toNewest: () => void;
}

/** Joins the model and the page: opens, keeps the place through every change, loads ahead, tells the reader what is seen. */
export function useScroll({ box, content, model, reader, seq }: Parts): Scroll {
  const isAway = useSignal(false);
  const held = useRef<ScrollController | null>(null);
  useLayoutEffect(() => {
    if (!box.current || !content.current) return;
    const controller = new ScrollController(box.current, content.current, {
      onMove: () => {
        isAway.value = !(controller.isAtBottom && (model.window.peek()?.isLive ?? true));
        reader.look(controller.seen(), model);
      },
      onNear: (side) => void model.grow(side),
    });
    held.current = controller;
    openAt(model, controller, seq);
    return () => {
      keepPlace(model.chat.id, model.window.peek(), controller.place);
      controller.close();
    };
  }, [model]);
  useEffect(() => reader.watch(() => reader.look(held.current?.seen() ?? [], model)), [model, reader]);
  const last = useRef("");
  // After each rendering, before it is painted. What I sent myself is looked at.
  useLayoutEffect(() => {
    const newest = model.chat.pending.peek().at(-1)?.nonce ?? "";
    if (newest && newest !== last.current) void showEnd(model, held.current);
    last.current = newest;
    held.current?.restore();
    reader.look(held.current?.seen() ?? [], model);
  });
  return { isAway, toNewest: () => void showEnd(model, held.current) };
}

function openAt(model: TimelineModel, controller: ScrollController, seq: number | undefined): void {
  const left = seq === undefined ? placeOf(model.chat.id) : undefined;
  if (left && model.window.peek()) return controller.resume(left.place);
  const isCentred = seq !== undefined;
  controller.isAtBottom = !isCentred;
  void model.open(seq).then(() => {
    if (!isCentred) return;
    const message = model.rows.peek().find((row) => row.kind === "message" && row.message.seq >= seq);
    // Rendering is a microtask or a frame away.
    requestAnimationFrame(() => message && controller.center(message.key));
  });
}

async function showEnd(model: TimelineModel, controller: ScrollController | null): Promise<void> {
  if (!model.window.peek()?.isLive) await model.open();
  controller?.toBottom();
}
