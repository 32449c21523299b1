/** The REST API, asked for JSON. What each noun can be asked stands beside this file, one file per noun. */
import type { Ports } from "./ports.ts";

/** The server said no: `code` and `field` as in the contract. `code` is `offline` if nothing was said at all. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  /** Seconds to wait before asking again, if the server said so. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, detail: string, field?: string, retryAfter?: number) {
    super(detail);
    this.status = status;
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
  }
}

/** A part of a list. `more`: there are others after them. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export class Api {
  /** Called whenever an answer was 401: the session has ended. */
  onSignedOut: () => void = () => {};
  private readonly ports: Ports;

  constructor(ports: Ports) {
    this.ports = ports;
  }

  get<T>(path: string, query: Record<string, string | number | undefined> = {}): Promise<T> {
    return this.request<T>("GET", path + spellQuery(query));
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.request<T>("POST", path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.request<T>("PUT", path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.request<T>("DELETE", path);
  }

  /** Ask; the answer's JSON. Raises `Problem`. */
  async request<T>(method: Method, path: string, body?: unknown): Promise<T> {
    const isForm = body instanceof FormData;
    const init: RequestInit = { method, credentials: "same-origin", headers: { Accept: "application/json" } };
    if (body !== undefined) init.body = isForm ? body : JSON.stringify(body);
    const response = await this.ports.fetch(path, init).catch(() => {
      throw new Problem(0, "offline", "The server can't be reached.");
    });
    if (response.ok) return (await response.json()) as T;
    throw await this.problemOf(response, path);
  }

  private async problemOf(response: Response, path: string): Promise<Problem> {
    const said = await response.json().catch(() => ({}));
    if (response.status === 401 && path !== "/login") this.onSignedOut();
    const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
    return new Problem(response.status, said.code ?? "internal_error", said.detail ?? "", said.field, retryAfter);
  }
}

function spellQuery(query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (!given.length) return "";
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
