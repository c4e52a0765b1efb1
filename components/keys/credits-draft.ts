import type { CreditsView } from "@/lib/credits/fields";

/** Credits as their fields hold them. */
export interface CreditsFieldsDraft {
  kind: "none" | "once" | "daily" | "monthly";
  remaining: string;
  amount: string;
  day: string;
}

export interface CreditsDraft {
  remaining: number;
  refill: { interval: "daily" | "monthly"; amount: number; day?: number } | null;
}

export const NO_CREDITS: CreditsFieldsDraft = { kind: "none", remaining: "1000", amount: "1000", day: "1" };

const number = (text: string) => (text.trim() === "" ? Number.NaN : Number(text.replace(/[,\s]/g, "")));

/** What is sent; what is no number is left to the server to name. */
export function creditsOf(draft: CreditsFieldsDraft): CreditsDraft | null {
  if (draft.kind === "none") return null;
  const remaining = number(draft.remaining);
  if (draft.kind === "once") return { remaining, refill: null };
  const refill = { interval: draft.kind, amount: number(draft.amount) };
  return { remaining, refill: draft.kind === "monthly" ? { ...refill, day: number(draft.day) } : refill };
}

export function creditsDraft(credits: CreditsView | null): CreditsFieldsDraft {
  if (!credits) return NO_CREDITS;
  const { remaining, refill } = credits;
  return {
    kind: refill?.interval ?? "once",
    remaining: String(remaining),
    amount: String(refill?.amount ?? 1_000),
    day: String(refill?.day ?? 1),
  };
}
