import { useEffect, useState } from "preact/hooks";
import type { ChatProfile } from "../domain/types.ts";
import { learn, t, type WordKey } from "../i18n/words.ts";
import { Problem } from "../sync/api.ts";
import { notify } from "./toasts.tsx";

const A_MOMENT = 60; // seconds; who has to wait for longer is told for how long

interface Props {
  problem: unknown;
  /** The names of those fields that show themselves what is wrong with them. */
  fields?: readonly string[];
}

/** What went wrong, in words, with the code small beside; nothing if nothing did. */
export function ProblemText({ problem, fields = [] }: Props) {
  const words = useWordsOf(problem);
  if (!problem || (problem instanceof Problem && fields.includes(problem.field ?? ""))) return null;
  return (
    <p class="problem" role="alert">
      {words}
      {problem instanceof Problem && <code>{problem.code}</code>}
    </p>
  );
}

/** A problem in the language of the page, of its field if that has words of its own; where there are none, what the server said. */
export function wordsOf(problem: unknown): string {
  if (!(problem instanceof Problem)) return t("problem.unknown");
  const { code, field, message, retryAfter = 0 } = problem;
  if (code === "too_many_requests" && retryAfter > A_MOMENT) {
    return t("problem.too_many_for", { count: Math.ceil(retryAfter / 60) });
  }
  return ownWordsOf(code, field) ?? (message || t("problem.unknown"));
}

/** The same for a view: the words for what is seldom said are asked for, and come in a moment. */
export function useWordsOf(problem: unknown): string {
  const isSaid = !(problem instanceof Problem) || ownWordsOf(problem.code) !== undefined;
  const [isLearned, tell] = useState(false);
  useEffect(() => {
    if (!isSaid) {
      void learn("rest")
        .catch(() => {})
        .then(() => tell(true));
    }
  }, [isSaid]);
  return isSaid || isLearned ? wordsOf(problem) : "";
}

function ownWordsOf(code: string, field?: string): string | undefined {
  const keys = [`problem.${code}_${field}`, `problem.${code}`] as WordKey[];
  return keys.map((key) => t(key)).find((words, index) => words !== keys[index]);
}

/** Whether that was refused because the other one of a chat between two takes nothing from us: nothing else is forbidden there. */
export function isHeld(chat: ChatProfile | undefined, code: string | undefined): boolean {
  return chat?.kind === "direct" && code === "forbidden";
}

/** The same words for what was done in a chat. */
export function wordsIn(chat: ChatProfile | undefined, problem: unknown): string {
  const isRefused = problem instanceof Problem && isHeld(chat, problem.code);
  return chat && isRefused ? t("problem.held", { name: chat.Name }) : wordsOf(problem);
}

/** Say in passing what went wrong, in a chat or elsewhere, with the code small beside: what is seldom said has its words only when the page is idle. */
export async function sayProblem(problem: unknown, chat?: ChatProfile): Promise<void> {
  if (problem instanceof Problem && !ownWordsOf(problem.code)) await learn("rest").catch(() => {});
  notify(wordsIn(chat, problem), problem instanceof Problem ? problem.code : undefined);
}
