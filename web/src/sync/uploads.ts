/** The files of a message on their way: several at once, each kept as sent when it is, so that none is sent twice. */
import type { File as AttachedFile } from "../domain/types.ts";
import type { Entry, KeptFile } from "../storage/tables.ts";
import { type Api, Problem } from "./api.ts";
import type { Entries } from "./entries.ts";
import type { Ports, Uploaded } from "./ports.ts";

const AT_ONCE = 3;
const PROGRESS_EVERY = 100; // milliseconds

export class Uploads {
  private readonly entries: Entries;
  private readonly api: Api;
  private readonly ports: Ports;
  private readonly running = new Map<string, AbortController>();

  constructor(entries: Entries, api: Api, ports: Ports) {
    this.entries = entries;
    this.api = api;
    this.ports = ports;
  }

  /** Have all files of a message on the server; their ids there. Raises `Problem`, `cancelled` if it was. */
  async run(entry: Entry): Promise<number[]> {
    const controller = new AbortController();
    this.running.set(entry.nonce, controller);
    const waiting = entry.files.filter((file) => !file.uploaded);
    const work = async () => {
      for (let file = waiting.shift(); file; file = waiting.shift()) await this.send(entry, file, controller.signal);
    };
    try {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
    } finally {
      controller.abort();
      if (this.running.get(entry.nonce) === controller) this.running.delete(entry.nonce);
    }
    return (this.entries.find(entry.nonce)?.files ?? []).flatMap((file) => file.uploaded?.id ?? []);
  }

  cancel(nonce: string): void {
    this.running.get(nonce)?.abort();
  }

  cancelAll(): void {
    for (const controller of this.running.values()) controller.abort();
  }

  private async send(entry: Entry, file: KeptFile, signal: AbortSignal): Promise<void> {
    const blob = await this.entries.blob(entry.nonce, file.key);
    if (!blob) throw new Problem(400, "no_such_file", "");
    const uploaded = await this.upload(entry, file, blob, signal);
    if (signal.aborted) throw new Problem(0, "cancelled", "");
    const files = (this.entries.find(entry.nonce)?.files ?? []).map((each) =>
      each.key === file.key ? { ...each, uploaded } : each,
    );
    await this.entries.change(entry.nonce, { files });
  }

  private async upload(entry: Entry, file: KeptFile, blob: Blob, signal: AbortSignal): Promise<AttachedFile> {
    const path = `/chats/${entry.chatId}/files`;
    if (!this.ports.upload) return this.api.post<AttachedFile>(path, formOf(blob, file.name));
    const onProgress = this.teller(entry.nonce, file);
    const answer = await this.ports.upload({ path, blob, name: file.name, onProgress, signal }).catch(() => {
      throw new Problem(0, signal.aborted ? "cancelled" : "offline", "The server can't be reached.");
    });
    return this.read(answer);
  }

  private read(answer: Uploaded): AttachedFile {
    if (answer.status === 200) return answer.body as AttachedFile;
    if (answer.status === 401) this.api.onSignedOut();
    const said = (answer.body ?? {}) as { code?: string; detail?: string };
    throw new Problem(answer.status, said.code ?? "internal_error", said.detail ?? "", undefined, answer.retryAfter);
  }

  private teller(nonce: string, file: KeptFile): (sent: number) => void {
    let toldAt = 0;
    return (sent) => {
      const now = this.ports.now();
      if (now - toldAt < PROGRESS_EVERY && sent < file.size) return;
      toldAt = now;
      this.entries.setSent(nonce, file.key, Math.min(sent, file.size));
    };
  }
}

export function formOf(blob: Blob, name: string): FormData {
  const form = new FormData();
  form.append("file", blob, name);
  return form;
}
