import { computed, type ReadonlySignal } from "@preact/signals";

/** A computed object or list that stays the same one, and tells nobody, while all of its members do. */
export function stable<Value extends object>(compute: () => Value): ReadonlySignal<Value> {
  let kept: Value | null = null;
  return computed(() => {
    const next = compute();
    if (!kept || isOther(kept, next)) kept = next;
    return kept;
  });
}

/** Whether members of one are not those of the other. */
export function isOther<Value extends object>(before: Value, after: Value): boolean {
  const members = Object.keys(after) as (keyof Value)[];
  return members.length !== Object.keys(before).length || members.some((each) => before[each] !== after[each]);
}
