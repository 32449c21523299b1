/** The colours of code, found by highlight.js in a worker that starts when the first code is shown. */
import { useEffect, useState } from "preact/hooks";
import { scriptAddress } from "../../platform/trusted.ts";
import type { Part } from "./highlight.worker.ts";
import workerUrl from "./highlight.worker.ts?worker&url";

const LONGEST = 20_000; // characters: what is longer stays plain
const KEPT = 200; // blocks

let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, (parts: readonly Part[] | null) => void>();
const kept = new Map<string, readonly Part[]>();

export function useColours(language: string, text: string): readonly Part[] | null {
  const key = `${language}\n${text}`;
  const [parts, setParts] = useState<readonly Part[] | null>(kept.get(key) ?? null);
  useEffect(() => {
    if (kept.has(key)) return setParts(kept.get(key) ?? null);
    if (!language || text.length > LONGEST) return setParts(null);
    let isGone = false;
    void colour(language, text).then((found) => {
      if (found) keep(key, found);
      if (!isGone) setParts(found);
    });
    return () => {
      isGone = true;
    };
  }, [key]);
  return parts;
}

function colour(language: string, text: string): Promise<readonly Part[] | null> {
  worker ??= start();
  const number = ++last;
  return new Promise((resolve) => {
    waiting.set(number, resolve);
    worker?.postMessage({ number, language, text });
  });
}

function start(): Worker {
  const started = new Worker(scriptAddress(workerUrl), { type: "module" });
  started.onmessage = (event: MessageEvent<{ number: number; parts: readonly Part[] }>) => {
    waiting.get(event.data.number)?.(event.data.parts);
    waiting.delete(event.data.number);
  };
  // One that can't be loaded, or fails: what waits for it stays plain, and the next block tries another.
  started.onerror = () => {
    started.terminate();
    worker = null;
    for (const take of waiting.values()) take(null);
    waiting.clear();
  };
  return started;
}

function keep(key: string, parts: readonly Part[]): void {
  kept.set(key, parts);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? "");
}
