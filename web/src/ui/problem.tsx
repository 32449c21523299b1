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
  if (!problem || (problem instanceof Problem && fields.includes(problem.field ?? ""))) return null;
  return (
    <p class="problem" role="alert">
      {wordsOf(problem)}
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
  const keys = [`problem.${code}_${field}`, `problem.${code}`] as WordKey[];
  const said = keys.map((key) => t(key)).find((words, index) => words !== keys[index]);
  return said ?? (message || t("problem.unknown"));
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

/** Say in passing what went wrong, in a chat or elsewhere: what is seldom said has its words only when the page is idle. */
export async function sayProblem(problem: unknown, chat?: ChatProfile): Promise<void> {
  if (wordsOf(problem) === (problem as Error).message) await learn("rest").catch(() => {}); // those of the server
  notify(wordsIn(chat, problem));
}
