/** Messages that are answered. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useClient } from "../app/context.ts";
import type { Message } from "../domain/types.ts";
import type { ChatStore } from "../store/chat.ts";
import { type Api, Problem } from "../sync/api.ts";

/** A message; null: there is none any more, or none for me; undefined: that can't be said yet. */
type Quoted = Message | null | undefined;

/** What is known of it by now, and a way to wait for it: it is asked for once, and again where there was no connection. */
export function useQuoted(chat: ChatStore, messageId: number): readonly [Quoted, () => Promise<Quoted>] {
  const { api, gateway } = useClient();
  const [asked, setAsked] = useState<Quoted>(undefined);
  const coming = useRef<Promise<Quoted> | null>(null);
  const quoted = chat.history.find(messageId) ?? asked;
  const ask = () => {
    coming.current ??= find(api, messageId).then((found) => {
      coming.current = null;
      setAsked(found);
      return found;
    });
    return coming.current;
  };
  const isMissing = quoted === undefined;
  const isOpen = isMissing && gateway.connection.value === "open";
  useEffect(() => {
    if (isMissing) void ask();
  }, [messageId, isMissing, isOpen]);
  return [quoted, ask];
}

function find(api: Api, messageId: number): Promise<Quoted> {
  return api
    .get<Message>(`/messages/${messageId}`)
    .catch((problem) => (problem instanceof Problem && problem.status === 404 ? null : undefined));
}
