import { formatCount, formatPlural } from "@/components/ui/number-format";
import type { AuditEventView } from "@/lib/audit/list-audit-events";
import type { CreditsView } from "@/lib/credits/fields";

function balanceOf(fields: AuditEventView["before"]): number | null {
  const credits = fields?.["credits"];
  return credits && typeof credits === "object" && "remaining" in credits ? Number(credits.remaining) : null;
}

/** “500 credits added, 1,500 then” or “Credits set to 3, from 15”; for a timeline. */
export function creditsWords({
  action,
  before,
  after,
}: Pick<AuditEventView, "action" | "before" | "after">): string {
  const [from, to] = [balanceOf(before), balanceOf(after)];
  if (to === null) return "Calls are not counted any more";
  if (action.endsWith("credits_added") && from !== null)
    return `${formatPlural(to - from, "credit")} added, ${formatCount(to)} then`;
  return from === null
    ? `Credits set to ${formatCount(to)}`
    : `Credits set to ${formatCount(to)}, from ${formatCount(from)}`;
}

/** “1,000 on the 1st of each month” */
export function refillWords(refill: NonNullable<CreditsView["refill"]>): string {
  const amount = formatCount(refill.amount);
  if (refill.interval === "daily") return `Refilled to ${amount} each day`;
  return `Refilled to ${amount} each month on day ${refill.day ?? 1}`;
}
