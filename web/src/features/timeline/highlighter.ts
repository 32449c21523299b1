/** Asks highlight.js for the colours of code: a worker that starts when the first code is shown. */
import { scriptAddress } from "../../platform/trusted.ts";
import type { Part } from "./highlight.worker.ts";
import workerUrl from "./highlight.worker.ts?worker&url";

let worker: Worker | null = null;
let last = 0;
const waiting = new Map<number, (parts: readonly Part[] | null) => void>();

/** Null if none were found. */
export function highlight(language: string, text: string): Promise<readonly Part[] | null> {
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
