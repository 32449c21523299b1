import { useClient } from "../app/context.ts";

const USUAL = 36; // pixels, as the sheet has it

/** Someone's picture, with a dot while they are here. `size` in pixels. */
export function Face({
  userId,
  size = USUAL,
  presence = false,
}: {
  userId: number;
  size?: number;
  presence?: boolean;
}) {
  const { store } = useClient();
  const redrawn = store.people.redrawn.value.get(userId);
  const src = `/photos/${userId}${redrawn ? `?${redrawn}` : ""}`;
  const state = presence ? store.presence(userId).value : "offline";
  return (
    <span class="face" style={size === USUAL ? undefined : { "--face": `${size}px` }}>
      <img src={src} alt="" width={size} height={size} loading="lazy" decoding="async" />
      {state !== "offline" && <span class={`presence ${state}`} />}
    </span>
  );
}
