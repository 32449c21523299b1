import { t } from "../i18n/words.ts";
import { Button } from "./button.tsx";

interface Props {
  /** What the button that sends the form says. */
  action: string;
  busy: boolean;
  onCancel: () => void;
}

/** The lower end of a form in a dialog: not to, or to. */
export function FormEnd({ action, busy, onCancel }: Props) {
  return (
    <footer>
      <Button onClick={onCancel}>{t("common.cancel")}</Button>
      <Button type="submit" look="primary" busy={busy}>
        {action}
      </Button>
    </footer>
  );
}
