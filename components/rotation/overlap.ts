import { fromField } from "@/components/usage/range";

export const OVERLAPS = [
  { value: "0", label: "Now" },
  { value: "3600", label: "1 hour" },
  { value: "86400", label: "24 hours" },
  { value: "604800", label: "7 days" },
  { value: "2592000", label: "30 days" },
  { value: "own", label: "Until a date of my own" },
] as const;

export type OverlapChoice = (typeof OVERLAPS)[number]["value"];

/** An extension counts from when the old secret would retire. */
export const EXTENSIONS = [
  { value: "86400", label: "By 24 hours" },
  { value: "604800", label: "By 7 days" },
  { value: "2592000", label: "By 30 days" },
  { value: "own", label: "Until a date of my own" },
] as const;

export type ExtensionChoice = (typeof EXTENSIONS)[number]["value"];

/** When the old secret retires by a choice; null while its date is missing. `from` is where presets count from. */
export function retirementOf(
  choice: OverlapChoice | ExtensionChoice,
  own: string,
  zone: string,
  from: number,
): number | null {
  return choice === "own" ? fromField(own, zone) : from + Number(choice) * 1_000;
}

/** Whole seconds from now; what the verbs take. A moment in the past is none. */
export function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / 1_000));
}

/** A retirement never outlives the key. */
export function cappedAt(at: number, expiresAt: string | null): { at: number; capped: boolean } {
  const end = expiresAt ? Date.parse(expiresAt) : Number.POSITIVE_INFINITY;
  return at > end ? { at: end, capped: true } : { at, capped: false };
}
