import { useEffect, useState } from "preact/hooks";
import { useClient } from "../app/context.ts";

const PAUSE = 200; // milliseconds without a keystroke

/** What was typed last, once nothing is typed for a moment: so that not each letter asks the server. */
export function useSettled(text: string): string {
  const { ports } = useClient();
  const [settled, setSettled] = useState(text);
  useEffect(() => (text ? ports.after(PAUSE, () => setSettled(text)) : setSettled(text)), [text]);
  return text && settled;
}
