import { signal } from "@preact/signals";
import type { Updates } from "../sync/updates.ts";

/** The newer versions of the page, once it is looked for them. */
export const updates = signal<Updates | null>(null);
