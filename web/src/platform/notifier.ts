/** Notifications by the browser: through the service worker where there is one, as phones want it. */
import type { Notice, Notifier, Permission } from "../sync/ports.ts";
import { keep, readKept } from "./kept.ts";

const WANTED = "besedka.notices";

type Open = (chatId: number, seq: number) => void;

/** What the service worker says when one of its notifications was chosen (`sw/sw.ts`). */
interface Opened {
  readonly t: "open";
  readonly chatId: number;
  readonly seq: number;
}

class BrowserNotifier implements Notifier {
  private open: Open = () => {};
  private readonly shown = new Map<string, Notification>();

  permission(): Permission {
    return Notification.permission;
  }

  ask(): Promise<Permission> {
    return Notification.requestPermission();
  }

  isWanted(): boolean {
    return readKept(WANTED) === "yes";
  }

  want(isWanted: boolean): void {
    keep(WANTED, isWanted ? "yes" : "no");
  }

  async show(notice: Notice): Promise<void> {
    const { tag, title, body, chatId, seq } = notice;
    const options = { tag, body, icon: `/photos/${notice.authorId}`, data: { chatId, seq }, renotify: true };
    const worker = await registration();
    if (worker) await worker.showNotification(title, options);
    else this.showHere(title, options);
  }

  close(tag?: string): void {
    for (const each of tag === undefined ? [...this.shown.keys()] : [tag]) {
      this.shown.get(each)?.close();
      this.shown.delete(each);
    }
    void registration().then(async (worker) => {
      for (const each of (await worker?.getNotifications(tag === undefined ? {} : { tag })) ?? []) each.close();
    });
  }

  onOpen(open: Open): void {
    this.open = open;
    navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<Opened>) => {
      if (data?.t === "open") this.open(data.chatId, data.seq);
    });
  }

  private showHere(title: string, options: NotificationOptions & { data: { chatId: number; seq: number } }): void {
    const notification = new Notification(title, options);
    this.shown.set(options.tag ?? "", notification);
    notification.onclick = () => {
      focus();
      notification.close();
      this.open(options.data.chatId, options.data.seq);
    };
  }
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  const found = await navigator.serviceWorker?.getRegistration();
  return found?.active ? found : undefined;
}

export const browserNotifier: Notifier | undefined =
  isSecureContext && "Notification" in globalThis ? new BrowserNotifier() : undefined;
