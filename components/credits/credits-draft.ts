import { numberOf } from "@/components/forms/number-of";
import type { RefillDraft } from "./actions";

/** Credits as their fields hold them. */
export interface CreditsFieldsDraft {
  kind: "none" | "once" | "daily" | "monthly";
  remaining: string;
  amount: string;
  day: string;
}

export interface CreditsDraft {
  remaining: number;
  refill: RefillDraft | null;
}

export const NO_CREDITS: CreditsFieldsDraft = { kind: "none", remaining: "1000", amount: "1000", day: "1" };

/** What is sent; what is no number is left to the server to name. */
export function creditsOf(draft: CreditsFieldsDraft): CreditsDraft | null {
  if (draft.kind === "none") return null;
  return { remaining: numberOf(draft.remaining), refill: refillOf({ ...draft, kind: draft.kind }) };
}

/** Null: one-time. */
export function refillOf({
  kind,
  amount,
  day,
}: {
  kind: "once" | "daily" | "monthly";
  amount: string;
  day: string;
}): RefillDraft | null {
  if (kind === "once") return null;
  const refill = { interval: kind, amount: numberOf(amount) };
  return kind === "monthly" ? { ...refill, day: numberOf(day) } : refill;
}
