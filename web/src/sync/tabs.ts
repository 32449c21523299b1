/** What the tabs of one browser tell each other. */
import type { KeptDraft } from "../storage/tables.ts";
import type { Ports } from "./ports.ts";

export type Said =
  // `was`: the text of one that is no more, since it was sent or taken back.
  | { readonly t: "draft"; readonly chatId: number; readonly draft: KeptDraft | null; readonly was?: string }
  | { readonly t: "outbox"; readonly chatId: number }
  | { readonly t: "signed-in"; readonly userId: number }
  | { readonly t: "signed-out" };

type Listener<T extends Said["t"]> = (said: Extract<Said, { t: T }>) => void;

export class Tabs {
  private readonly listeners = new Map<string, (said: never) => void>();
  private readonly post: (said: Said) => void;

  constructor(ports: Ports) {
    this.post = ports.openChannel?.((said) => this.hear(said as Said)) ?? (() => {});
  }

  /** Tell all other tabs. */
  say(said: Said): void {
    this.post(said);
  }

  on<T extends Said["t"]>(kind: T, listener: Listener<T>): void {
    this.listeners.set(kind, listener as (said: never) => void);
  }

  private hear(said: Said): void {
    this.listeners.get(said.t)?.(said as never);
  }
}
