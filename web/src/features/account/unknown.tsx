import { t } from "../../i18n/words.ts";
import { Problem } from "../../sync/api.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { Frame } from "./frame.tsx";

/** Whether the server said nothing of what it was asked for, because it is away, busy or asked too often. */
export function isPassing(problem: unknown): boolean {
  return problem instanceof Problem && (problem.status === 0 || problem.status === 429 || problem.status >= 500);
}

/** Instead of a link's page while it can't be known whether the link is of use. */
export function Unknown({ problem, again }: { problem: unknown; again: () => void }) {
  return (
    <Frame title={t("account.link_unknown")}>
      <div class="card">
        <ProblemText problem={problem} />
        <Button look="primary" onClick={again}>
          {t("common.retry")}
        </Button>
      </div>
    </Frame>
  );
}
