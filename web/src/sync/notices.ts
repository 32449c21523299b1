/** Notifications on the desktop: whether they are wanted, and what is looked at, of which none tells. */
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Message } from "../domain/types.ts";
import type { Store } from "../store/store.ts";
import type { Notifier, Permission, Ports } from "./ports.ts";
import type { Teller } from "./teller.ts";

export class Notices {
  /** Somebody chose a notification. */
  onOpen: (chatId: number, seq: number) => void = () => {};
  private readonly store: Store;
  private readonly ports: Ports;
  private readonly wanted: Signal<boolean>;
  private readonly allowed: Signal<Permission>;
  /** From the first message on that may be told. */
  private teller: Teller | null = null;
  private isFocused = false;
  private openChatId: number | null = null;
  private releaseFocus: () => void = () => {};

  constructor(store: Store, ports: Ports, openChatId: ReadonlySignal<number | null>) {
    this.store = store;
    this.ports = ports;
    this.wanted = signal(this.notifier?.isWanted() ?? false);
    this.allowed = signal(this.notifier?.permission() ?? "unsupported");
    this.notifier?.onOpen((chatId, seq) => this.onOpen(chatId, seq));
    effect(() => {
      this.openChatId = openChatId.value;
      this.holdFocus();
    });
  }

  /** Whether notifications are shown on this device. */
  get isOn(): boolean {
    return this.wanted.value && this.allowed.value === "granted";
  }

  get permission(): ReadonlySignal<Permission> {
    return this.allowed;
  }

  /** Ask the browser for its permission, and remember the wish. Only when somebody asks for it. */
  async turnOn(): Promise<boolean> {
    if (!this.notifier) return false;
    this.allowed.value = await this.notifier.ask();
    this.want(this.allowed.value === "granted");
    return this.isOn;
  }

  turnOff(): void {
    this.want(false);
  }

  /** Whether the window is in front, with the keyboard. */
  focus(isFocused: boolean): void {
    this.isFocused = isFocused;
    this.holdFocus();
  }

  /** A new message came, on a connection that stood. What tells of it comes with the first one; without it, what is unread tells. */
  async consider(message: Message): Promise<void> {
    if (!this.isOn) return;
    await this.load()
      .then((teller) => teller.consider(message))
      .catch(() => {});
  }

  /** Have what tells of messages at hand, if that is wanted. */
  async prepare(): Promise<void> {
    if (this.isOn) await this.load();
  }

  /** A chat has changed: what is read needs no notification any more. */
  follow(chatId: number): void {
    this.teller?.follow(chatId);
  }

  clear(): void {
    this.notifier?.close(); // those of an earlier visit, too
    this.teller?.clear();
  }

  private async load(): Promise<Teller> {
    const { Teller } = await import("./teller.ts");
    this.teller ??= new Teller(this.store, this.ports, (chatId) => this.isFocused && this.openChatId === chatId);
    return this.teller;
  }

  private get notifier(): Notifier | undefined {
    return this.ports.notifier;
  }

  private want(isWanted: boolean): void {
    this.wanted.value = isWanted;
    this.notifier?.want(isWanted);
  }

  private holdFocus(): void {
    this.releaseFocus();
    const name = this.isFocused && this.openChatId !== null ? focusOf(this.openChatId) : null;
    this.releaseFocus = (name && this.ports.locks?.share(name)) || (() => {});
  }
}

export function focusOf(chatId: number): string {
  return `besedka-focus-${chatId}`;
}
