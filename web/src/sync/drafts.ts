/** What is being written and not sent yet, one draft per chat. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";

export interface Draft {
  readonly text: string;
  /** The id of the message that is answered. */
  readonly replyTo?: number;
  readonly files?: readonly File[];
}

export class Drafts {
  private readonly drafts = new Map<number, Signal<Draft | null>>();

  get(chatId: number): Draft | null {
    return this.of(chatId).peek();
  }

  /** The same, and told of when another tab changes it. */
  of(chatId: number): ReadonlySignal<Draft | null> {
    return this.find(chatId);
  }

  /** Keep this; nothing, if it is null or empty. */
  set(chatId: number, draft: Draft | null): void {
    this.find(chatId).value = draft && !isEmpty(draft) ? draft : null;
  }

  clear(): void {
    for (const draft of this.drafts.values()) draft.value = null;
  }

  private find(chatId: number): Signal<Draft | null> {
    const known = this.drafts.get(chatId) ?? signal<Draft | null>(null);
    this.drafts.set(chatId, known);
    return known;
  }
}

function isEmpty(draft: Draft): boolean {
  return !draft.text.trim() && draft.replyTo === undefined && !draft.files?.length;
}
