import { formatClock, formatDate } from "@/components/ui/time-format";
import { fromField } from "@/components/usage/range";
import type { ApiView } from "@/lib/apis/schemas";

export type Lifetimes = Pick<ApiView, "defaultLifetimeSeconds" | "maxLifetimeSeconds">;

/** Of an API that sets none, or that was deleted. */
export const NO_LIFETIMES: Lifetimes = { defaultLifetimeSeconds: null, maxLifetimeSeconds: null };

const EXPIRY_CHOICES = [
  { value: "default", label: "API’s own" },
  { value: "none", label: "None" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "own", label: "Date" },
] as const;

export type ExpiryChoice = (typeof EXPIRY_CHOICES)[number]["value"];
export interface ExpiryDraft {
  choice: ExpiryChoice;
  /** A date-time field's text, on the viewer's clock. */
  own: string;
}

const DAY_SECONDS = 86_400;

/** The latest end that an API allows a key, from now; null where it sets no maximum. */
export function latestExpiry(api: Lifetimes, now: number): number | null {
  return api.maxLifetimeSeconds === null ? null : now + api.maxLifetimeSeconds * 1_000;
}

/** What may be chosen: nothing that the API would refuse, but for what is chosen already. `isNew`: a key can take its API's default only when it is made. */
export function expiryChoices(api: Lifetimes, isNew: boolean, chosen: ExpiryChoice) {
  const { defaultLifetimeSeconds: usual, maxLifetimeSeconds: most } = api;
  const fits = (value: ExpiryChoice) => {
    if (value === "default") return isNew && (usual !== null || most !== null);
    if (most === null || value === "own") return true;
    return value !== "none" && Number(value) * DAY_SECONDS <= most;
  };
  return EXPIRY_CHOICES.filter(({ value }) => fits(value) || (value === chosen && value !== "default"));
}

/** When a key so drafted expires; null for never or the API's own, undefined while its date is missing. */
export function expiryOf(draft: ExpiryDraft, zone: string, now: number): string | null | undefined {
  if (draft.choice === "none" || draft.choice === "default") return null;
  if (draft.choice !== "own") return new Date(now + Number(draft.choice) * DAY_SECONDS * 1_000).toISOString();
  const at = fromField(draft.own, zone);
  return at === null ? undefined : new Date(at).toISOString();
}

/** What the server would refuse, in words; undefined where it is well or no date is given yet. */
export function expiryFault(
  draft: ExpiryDraft,
  api: Lifetimes,
  zone: string,
  now: number,
): string | undefined {
  const latest = latestExpiry(api, now);
  if (draft.choice === "none" && latest !== null) return "Keys of this API must end: choose when.";
  const at = expiryOf(draft, zone, now);
  if (!at) return undefined;
  if (Date.parse(at) <= now) return "Must be in the future.";
  if (latest === null || Date.parse(at) <= latest) return undefined;
  return `Must be ${formatDate(latest, zone)} ${formatClock(latest, zone)} or earlier.`;
}
