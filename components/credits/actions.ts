import type { CreditsView } from "@/lib/credits/fields";
import type { ActionResult } from "@/lib/http/action";

/** The server actions of a credits panel, bound to whose credits they are. */
export interface CreditsActions {
  /** On top (`add`) or the balance itself (`set`). */
  change: (change: { add?: number; set?: number }) => Promise<ActionResult<CreditsView>>;
  /** A refill, none (one-time), or no counting at all. */
  refill: (refill: RefillDraft | null) => Promise<ActionResult<unknown>>;
  stop: () => Promise<ActionResult<unknown>>;
}

export interface RefillDraft {
  interval: "daily" | "monthly";
  amount: number;
  day?: number;
}
