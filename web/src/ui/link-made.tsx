/** A link to pass on, chosen as a whole once one is in it. */
export function LinkMade({ address, label }: { address: string; label: string }) {
  return (
    <input
      class="link-made"
      readOnly
      value={address}
      aria-label={label}
      onFocus={(event) => event.currentTarget.select()}
    />
  );
}
