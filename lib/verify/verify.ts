import { hash } from "node:crypto";
import type { CreditLedger } from "../credits/ledger";
import { firstMissing, type PermissionQuery, parsePermissionQuery, satisfies } from "../permissions/query";
import { newRequestId } from "../platform/ids";
import { parseSecret } from "../platform/secret";
import { type LimitDecision, type Limiter, retryAtOf, type Taken } from "../ratelimit/limiter";
import type { Counts } from "../runtime/metrics/counts";
import type { UsageJournal } from "../usage/event";
import { eventReason, eventTags, unknownEvent } from "../usage/event-of";
import type { Found, SecretCache } from "./cache";
import { LIMITS_FULL, NOT_COUNTED, OVER_USAGE_SHARE, type VerificationCode } from "./codes";
import { type ForeignSecrets, findForeign } from "./foreign";
import { type AnsweredLimit, answeredLimits, limitsToTake, type NamedLimit, takes } from "./limits-to-take";
import { type ApiKey, isApiKey, type KeyRecord, type SecretRecord } from "./record";
import type { VerifyRequest } from "./schemas";

/** What a verification needs of the process; the Runtime has it. */
export type VerifyDeps = {
  secrets: Pick<SecretCache, "get">;
  foreign: ForeignSecrets;
  limiter: Limiter;
  credits: Pick<CreditLedger, "spend">;
  usage: Pick<UsageJournal, "accepting" | "overShare" | "record">;
  counts: Counts;
  now: () => number;
};

/** The authenticated root key that asks. What is not of its workspace, or of its APIs, does not exist. */
export type Caller = { workspaceId: string; apiIds?: readonly string[]; foreignSecrets?: boolean };

/** The body of the 200 answer. */
export type VerifyAnswer =
  | { valid: false; code: "NOT_FOUND"; requestId: string }
  | {
      valid: boolean;
      code: Exclude<VerificationCode, "NOT_FOUND">;
      keyId: string;
      secretId: string;
      apiId: string;
      name: string;
      environment: "live" | "test";
      identity: KeyRecord["identity"];
      permissions: readonly string[];
      roles: readonly string[];
      metadata: Record<string, unknown>;
      expiresAt: string | null;
      credits: { remaining: number } | null;
      ratelimits: AnsweredLimit[];
      rotation: { state: "retiring"; retiresAt: string } | null;
      degraded?: true;
      requestId: string;
    };

/** Either a decision, or why there is none: 400 with the field and what is wrong, or 503. */
export type VerifyResult =
  | {
      kind: "answer";
      answer: VerifyAnswer;
      /**
       * When what was refused would fit its limits. Null unless RATE_LIMITED, and where the cost is above a limit, so that
       * it never fits. Milliseconds since the epoch.
       */
      retryAt: number | null;
      /** Since when the presented secret has been retiring; null unless it is. */
      retiringSince: number | null;
    }
  | { kind: "invalid"; field: string; message: string }
  | { kind: "unavailable"; notCounted?: true }
  | OverShare;

/**
 * 429: the workspace holds as many limit windows, or as much of the usage journal, as one workspace may. Others are not
 * affected, and nothing was spent or recorded.
 */
export type OverShare = { kind: "over_share"; share: "limits" | "usage" };

/** What was decided, before it is written as an answer and as a usage event. */
type Decision = {
  code: VerificationCode;
  reason: string | null;
  limits: AnsweredLimit[];
  credits: { remaining: number } | null;
  retryAt?: number | null;
  /** The limits were decided by this process alone. */
  degraded?: true | undefined;
};

/** A presented secret with all that is asked of it. */
export type Case = {
  found: SecretRecord;
  key: ApiKey;
  query: PermissionQuery | null;
  request: VerifyRequest;
  now: number;
};

/**
 * The denials that need nothing but what is in memory, in the contract's order; the first that holds wins. `why` is
 * null if the check passes, else short and machine-made. After them come the limits and then the credits.
 */
export const CHECKS: readonly { code: VerificationCode; why(it: Case): string | null }[] = [
  { code: "REVOKED", why: ({ key }) => (key.revokedAt !== null ? "" : null) },
  { code: "DISABLED", why: ({ key }) => (key.enabled ? null : "") },
  { code: "EXPIRED", why: ({ key, now }) => (key.expiresAt !== null && key.expiresAt <= now ? "" : null) },
  {
    code: "EXPIRED",
    why: ({ found, now }) => (found.retiresAt !== null && found.retiresAt <= now ? "retired secret" : null),
  },
  {
    code: "FORBIDDEN_IP",
    why: ({ key, request: { ip } }) => {
      if (!key.isAllowedAddress) return null;
      return ip !== undefined && key.isAllowedAddress(ip) ? null : (ip ?? "no ip was passed on");
    },
  },
  {
    // A publishable key is bound to where it is called from as well; the closed set has one code for that.
    code: "FORBIDDEN_IP",
    why: ({ key, request: { origin } }) => {
      if (!key.allowedOrigins) return null;
      return origin !== undefined && key.allowedOrigins.has(origin)
        ? null
        : (origin ?? "no origin was passed on");
    },
  },
  {
    code: "INSUFFICIENT_PERMISSIONS",
    why: ({ key, query }) =>
      query && !satisfies(key.granted, query) ? firstMissing(key.granted, query) : null,
  },
];

/**
 * Decides about a presented secret. The checks stand in the contract's order; the first that holds wins, and a denial
 * spends nothing. On a warm key without credits nothing is awaited and the result is not a promise.
 */
export function verify(
  deps: VerifyDeps,
  caller: Caller,
  request: VerifyRequest,
  requestId: string = newRequestId(),
): VerifyResult | Promise<VerifyResult> {
  if (!deps.usage.accepting) return NOT_COUNTED;
  if (deps.usage.overShare(caller.workspaceId)) return OVER_USAGE_SHARE;
  const parsed = readQuery(request);
  if (parsed && "kind" in parsed) return parsed;
  const query = parsed?.query ?? null;
  const found = findPresented(deps, caller, request.key);
  if (found instanceof Promise)
    return found.then((late) => proceed(deps, caller, request, requestId, query, late));
  return proceed(deps, caller, request, requestId, query, found);
}

/** The parsed permission query, null if none was sent, or what is wrong with it. */
export function readQuery(
  request: Pick<VerifyRequest, "permissions">,
): { query: PermissionQuery } | { kind: "invalid"; field: string; message: string } | null {
  if (request.permissions === undefined) return null;
  const parsed = parsePermissionQuery(request.permissions);
  if ("query" in parsed) return parsed;
  const { message, position } = parsed.error;
  return { kind: "invalid", field: "permissions", message: `${message} (at position ${position})` };
}

/** What is presented, by its hash. What is malformed or mistyped is not looked up, unless such secrets were imported. */
export function findPresented(
  deps: Pick<VerifyDeps, "secrets" | "foreign">,
  caller: Caller,
  secret: string,
): Found | Promise<Found> {
  if (parseSecret(secret)?.kind === "key")
    return deps.secrets.get(hash("sha256", secret, "base64"), caller.workspaceId);
  return caller.foreignSecrets ? findForeign(deps, caller.workspaceId, secret) : null;
}

/** What was found, if the caller may know of it: an API key of its workspace, and of its APIs if it is limited to some. */
export function visible(caller: Caller, found: SecretRecord | null): (SecretRecord & { key: ApiKey }) | null {
  if (!found || found.key.workspaceId !== caller.workspaceId || !isApiKey(found.key)) return null;
  if (caller.apiIds && caller.apiIds.length > 0 && !caller.apiIds.includes(found.key.apiId)) return null;
  return found as SecretRecord & { key: ApiKey };
}

function proceed(
  deps: VerifyDeps,
  caller: Caller,
  request: VerifyRequest,
  requestId: string,
  query: PermissionQuery | null,
  late: Found,
): VerifyResult | Promise<VerifyResult> {
  if (late === "unavailable") return { kind: "unavailable" };
  const found = visible(caller, late);
  if (!found) return notFound(deps, caller, request, requestId);
  const { key } = found;
  const limits = limitsToTake(key, request);
  if (!Array.isArray(limits)) return { kind: "invalid", ...limits };

  const now = deps.now();
  const it: Case = { found, key, query, request, now };
  const finish = (decision: Decision) => answer(deps, caller, request, requestId, found, key, decision, now);
  for (const check of CHECKS) {
    const why = check.why(it);
    if (why !== null) return finish({ code: check.code, reason: why || null, limits: [], credits: null });
  }
  if (limits.length === 0) return settle(deps, it, [], null, finish);
  const taken = deps.limiter.take(key.workspaceId, takes(limits));
  const limited = (decision: Taken) => {
    if (decision === "over_share") return LIMITS_FULL;
    if (decision.allowed) return settle(deps, it, limits, decision, finish);
    const states = answeredLimits(limits, decision);
    return finish({
      code: "RATE_LIMITED",
      reason: states.find((state) => state.exceeded)?.name ?? null,
      limits: states,
      credits: null,
      retryAt: retryAtOf(decision.states),
      degraded: decision.degraded,
    });
  };
  return taken instanceof Promise ? taken.then(limited) : limited(taken);
}

/** The last check: the credits, which are spent in the database before the answer. What they deny gives its limits back. */
function settle(
  deps: VerifyDeps,
  { key, request }: Case,
  limits: NamedLimit[],
  taken: LimitDecision | null,
  finish: (decision: Decision) => VerifyResult,
): VerifyResult | Promise<VerifyResult> {
  const states = taken ? answeredLimits(limits, taken) : [];
  const degraded = taken?.degraded;
  const valid = { code: "VALID", reason: null, limits: states, degraded } as const;
  if (key.creditsOf === null) return finish({ ...valid, credits: null });
  return deps.credits
    .spend(key.workspaceId, key.creditsOf, request.cost ?? 1)
    .then((spending): VerifyResult => {
      if (spending !== "unavailable" && spending.spent)
        return finish({ ...valid, credits: { remaining: spending.remaining } });
      if (taken) void deps.limiter.giveBack(takes(limits), taken);
      if (spending === "unavailable") return { kind: "unavailable" };
      const credits = { remaining: spending.remaining };
      return finish({ code: "CREDITS_EXHAUSTED", reason: String(credits.remaining), limits: [], credits });
    });
}

/** Malformed, mistyped, unknown and another workspace's are one outcome that tells nothing else. */
function notFound(deps: VerifyDeps, caller: Caller, request: VerifyRequest, requestId: string): VerifyResult {
  const who = { workspaceId: caller.workspaceId, ip: request.ip };
  const counted = deps.usage.record(unknownEvent(who, deps.now(), requestId));
  if (!counted) return NOT_COUNTED;
  deps.counts.verifications.NOT_FOUND++;
  const answer = { valid: false, code: "NOT_FOUND", requestId } as const;
  return { kind: "answer", answer, retryAt: null, retiringSince: null };
}

function answer(
  deps: VerifyDeps,
  caller: Caller,
  request: VerifyRequest,
  requestId: string,
  found: SecretRecord,
  key: ApiKey,
  { code, reason, limits, credits, retryAt = 0, degraded }: Decision,
  now: number,
): VerifyResult {
  const valid = code === "VALID";
  const counted = deps.usage.record({
    at: now,
    requestId,
    workspaceId: caller.workspaceId,
    code,
    cost: valid ? (request.cost ?? 1) : 0,
    apiId: key.apiId,
    environment: key.environment,
    keyId: key.keyId,
    secretId: found.secretId,
    identityId: key.identity?.id ?? "",
    ip: request.ip ?? null,
    reason: eventReason(reason),
    tags: eventTags(request.tags),
  });
  if (!counted) return NOT_COUNTED;
  deps.counts.verifications[code]++;
  const retiring = found.retiresAt !== null && found.retiresAt > now;
  return {
    kind: "answer",
    retryAt: retryAt || null,
    retiringSince: retiring ? found.retiringSince : null,
    answer: {
      valid,
      code: code as Exclude<VerificationCode, "NOT_FOUND">,
      keyId: key.keyId,
      secretId: found.secretId,
      apiId: key.apiId,
      name: key.name,
      environment: key.environment,
      identity: key.identity,
      permissions: key.permissions,
      roles: key.roles,
      metadata: key.metadata,
      expiresAt: key.expiresAt === null ? null : new Date(key.expiresAt).toISOString(),
      credits,
      ratelimits: limits,
      rotation:
        retiring && found.retiresAt !== null
          ? { state: "retiring", retiresAt: new Date(found.retiresAt).toISOString() }
          : null,
      ...(degraded && { degraded }),
      requestId,
    },
  };
}
