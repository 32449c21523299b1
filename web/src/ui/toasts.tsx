/** Short notices at the lower edge. They take no focus, and go by themselves. */
import { signal } from "@preact/signals";

interface Toast {
  readonly key: number;
  readonly text: string;
  /** Of what went wrong. */
  readonly code: string | undefined;
}

const STAY = 5000; // milliseconds
const MOST = 3;
const shown = signal<readonly Toast[]>([]);
let last = 0;

/** What is said once more takes the place of what stands there of it, and is read out again. */
export function notify(text: string, code?: string): void {
  const toast = { key: ++last, text, code };
  shown.value = [...shown.value.filter((each) => each.text !== text), toast].slice(-MOST);
  setTimeout(() => {
    shown.value = shown.value.filter((each) => each !== toast);
  }, STAY);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.value.map((toast) => (
        <div class="toast" key={toast.key}>
          {toast.text}
          {toast.code && <code>{toast.code}</code>}
        </div>
      ))}
    </div>
  );
}
