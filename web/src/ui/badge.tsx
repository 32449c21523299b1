const MOST = 999;

/** How many are unread. `call`: someone is waiting for me; `muted`: nobody is. Nothing at all for none. */
export function Badge({ count, look }: { count: number; look?: "call" | "muted" }) {
  if (!count) return null;
  return <span class={`badge ${look ?? ""} ${count > 99 ? "long" : ""}`}>{count > MOST ? `${MOST}+` : count}</span>;
}
