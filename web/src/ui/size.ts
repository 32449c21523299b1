import { locale } from "../i18n/words.ts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** So many bytes, in the largest unit of which there is one at least. */
export function spellSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return (bytes / 1000 ** power).toLocaleString(locale(), {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    unitDisplay: power ? "short" : "long", // the short form of a byte has no plural
    maximumFractionDigits: power > 1 ? 1 : 0,
  });
}
