import { useState } from "preact/hooks";

/** A form that is sent once at a time: whether it is on its way, what went wrong, and what to call on submit. */
export function useSubmit(send: (form: FormData, element: HTMLFormElement) => Promise<void>) {
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    const element = event.currentTarget as HTMLFormElement;
    const form = new FormData(element);
    setBusy(true);
    setProblem(null);
    await send(form, element).catch(setProblem);
    setBusy(false);
  };
  return { problem, busy, onSubmit };
}

/** A line of a form, without the blanks around it. */
export function lineOf(form: FormData, name: string): string {
  return String(form.get(name) ?? "").trim();
}
