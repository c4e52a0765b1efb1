import { formatCount, formatPlural } from "@/components/ui/number-format";
import type { AuditEventView } from "@/lib/audit/list-audit-events";
import type { CreditsView } from "@/lib/credits/fields";

type Balance = Pick<CreditsView, "remaining" | "refill">;

function creditsIn(fields: AuditEventView["before"]): Balance | null {
  const credits = fields?.["credits"];
  return credits && typeof credits === "object" && "remaining" in credits ? (credits as Balance) : null;
}

/** “500 credits added, 1,500 then”, “Credits set to 3, from 15”, “Not refilled any more”; for a timeline. */
export function creditsWords({
  action,
  before,
  after,
}: Pick<AuditEventView, "action" | "before" | "after">): string {
  const [old, now] = [creditsIn(before), creditsIn(after)];
  if (!now) return "Calls are not counted any more";
  const to = formatCount(now.remaining);
  if (!old) return `Credits set to ${to}${now.refill ? `. ${refillWords(now.refill)}` : ""}`;
  if (action.endsWith("credits_added"))
    return `${formatPlural(now.remaining - old.remaining, "credit")} added, ${to} then`;
  const said: string[] = [];
  if (old.remaining !== now.remaining) said.push(`Credits set to ${to}, from ${formatCount(old.remaining)}`);
  if (JSON.stringify(old.refill ?? null) !== JSON.stringify(now.refill ?? null))
    said.push(now.refill ? refillWords(now.refill) : "Not refilled any more");
  return said.join(". ") || `Credits set to ${to}`;
}

/** “Refilled to 1,000 each month on day 1” */
export function refillWords(refill: NonNullable<CreditsView["refill"]>): string {
  const amount = formatCount(refill.amount);
  if (refill.interval === "daily") return `Refilled to ${amount} each day`;
  return `Refilled to ${amount} each month on day ${refill.day ?? 1}`;
}
