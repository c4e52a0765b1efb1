import type { UsageEvent } from "./event";

/** Longer than any name of a limit or permission, address or origin. */
const MAX_REASON = 256;

/**
 * The event of a value that belongs to no key. It has no tags: nobody's key stands behind them, and whoever sends such
 * values can send many.
 */
export function unknownEvent(
  { workspaceId, ip }: { workspaceId: string; ip: string | undefined },
  at: number,
  requestId: string,
): UsageEvent {
  return {
    at,
    requestId,
    workspaceId,
    code: "NOT_FOUND",
    cost: 0,
    apiId: "",
    environment: "",
    keyId: "",
    secretId: "",
    identityId: "",
    ip: ip ?? null,
    reason: null,
    tags: null,
  };
}

/** Why a call was denied, cut to what an event may hold. */
export function eventReason(reason: string | null): string | null {
  return reason !== null && reason.length > MAX_REASON ? reason.slice(0, MAX_REASON) : reason;
}

/** A call's tags: one that was given twice is counted once. */
export function eventTags(tags: readonly string[] | undefined): readonly string[] | null {
  if (tags === undefined) return null;
  if (tags.length < 2) return tags;
  const distinct = new Set(tags);
  return distinct.size === tags.length ? tags : [...distinct];
}
