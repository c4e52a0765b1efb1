import type { Runtime } from "../runtime";

/** Who asks before it is known who they are: where from, with what, and the request's name. */
export type Visitor = { address: string | null; userAgent: string | null; requestId: string };

const MINUTE_MS = 60_000;

/** All 64 bits that one IPv6 customer may choose from count as one address. */
function addressGroup(address: string | null): string {
  if (!address?.includes(":")) return address ?? "unknown";
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail === undefined ? [] : tail.split(":").filter(Boolean);
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(":");
}

type Attempt = { name: string; account?: string; perAccount?: number; perAddress: number; minutes: number };

/**
 * Takes one attempt from the limits of the account and of the address, both or none. Null: go on; otherwise when to try
 * again. Known and unknown accounts are limited alike.
 */
export async function takeAttempt(rt: Runtime, visitor: Visitor, attempt: Attempt): Promise<Date | null> {
  const windowMs = attempt.minutes * MINUTE_MS;
  const address = `${attempt.name}:address:${addressGroup(visitor.address)}`;
  const requests = [{ id: address, limit: attempt.perAddress, windowMs, cost: 1 }];
  if (attempt.account !== undefined && attempt.perAccount !== undefined)
    requests.push({
      id: `${attempt.name}:account:${attempt.account}`,
      limit: attempt.perAccount,
      windowMs,
      cost: 1,
    });
  const { allowed, states } = await rt.limiter.take(requests, rt.now());
  if (allowed) return null;
  return new Date(Math.max(...states.filter((state) => state.exceeded).map((state) => state.retryAt)));
}

/** “in 14 min”, for a sentence about trying again. */
export function waitText(rt: Runtime, until: Date): string {
  const minutes = Math.max(1, Math.ceil((until.getTime() - rt.now()) / MINUTE_MS));
  return `in ${minutes} min`;
}
