import { hash } from "node:crypto";
import { newRequestId } from "../ids";
import { parseSecret } from "../keys/secret";
import type { Counts } from "../metrics/counts";
import { firstMissing, type PermissionQuery, parsePermissionQuery, satisfies } from "../permissions/query";
import type { LimitDecision, Limiter, LimitRequest } from "../ratelimit/limiter";
import type { UsageJournal } from "../usage/event";
import type { SecretCache } from "./cache";
import type { VerificationCode } from "./codes";
import type { KeyRecord, SecretRecord } from "./record";
import type { VerifyRequest } from "./schemas";

/** What a verification needs of the process; the Runtime has it. */
export type VerifyDeps = {
  secrets: SecretCache;
  limiter: Limiter;
  usage: UsageJournal;
  counts: Counts;
  now: () => number;
};

/** The authenticated root key that asks. What is not of its workspace does not exist. */
export type Caller = { workspaceId: string };

type AnsweredLimit = {
  name: string;
  limit: number;
  remaining: number;
  windowMs: number;
  resetAt: string;
  exceeded: boolean;
};

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
      permissions: string[];
      roles: string[];
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
      /** When what was refused would fit its limits; null unless RATE_LIMITED. Milliseconds since the epoch. */
      retryAt: number | null;
      /** Since when the presented secret has been retiring; null unless it is. */
      retiringSince: number | null;
    }
  | { kind: "invalid"; field: string; message: string }
  | { kind: "unavailable"; journalFull?: true };

/** An API key's record is narrowed once: only such a key can be verified. */
type ApiKey = KeyRecord & { apiId: string; environment: "live" | "test" };

/** What was decided, before it is written as an answer and as a usage event. */
type Decision = {
  code: VerificationCode;
  reason: string | null;
  limits: AnsweredLimit[];
  retryAt?: number;
  /** The limits were decided by this process alone. */
  degraded?: true | undefined;
};

type NamedLimit = { name: string; take: LimitRequest };

/**
 * Decides about a presented secret. The checks stand in the contract's order; the first that holds wins, and a denial
 * spends nothing. On a warm key nothing is awaited and the result is not a promise.
 */
export function verify(
  deps: VerifyDeps,
  caller: Caller,
  request: VerifyRequest,
  requestId: string = newRequestId(),
): VerifyResult | Promise<VerifyResult> {
  // What could not be counted is not answered: the journal is full, and the database away for long.
  if (!deps.usage.accepting) return { kind: "unavailable", journalFull: true };
  let query: PermissionQuery | null = null;
  if (request.permissions !== undefined) {
    const parsed = parsePermissionQuery(request.permissions);
    if ("error" in parsed) {
      const { message, position } = parsed.error;
      return { kind: "invalid", field: "permissions", message: `${message} (at position ${position})` };
    }
    query = parsed.query;
  }
  const form = parseSecret(request.key);
  if (form?.kind !== "key") return notFound(deps, caller, request, requestId);
  const found = deps.secrets.get(hash("sha256", request.key, "base64"));
  if (found instanceof Promise)
    return found.then((late) => proceed(deps, caller, request, requestId, query, late));
  return proceed(deps, caller, request, requestId, query, found);
}

function proceed(
  deps: VerifyDeps,
  caller: Caller,
  request: VerifyRequest,
  requestId: string,
  query: PermissionQuery | null,
  found: SecretRecord | null | "unavailable",
): VerifyResult | Promise<VerifyResult> {
  if (found === "unavailable") return { kind: "unavailable" };
  if (!found || found.key.workspaceId !== caller.workspaceId || !isApiKey(found.key))
    return notFound(deps, caller, request, requestId);
  const { key } = found;
  const limits = limitsToTake(key, request);
  if (!Array.isArray(limits)) return { kind: "invalid", ...limits };

  const now = deps.now();
  const finish = (decision: Decision) => answer(deps, caller, request, requestId, found, key, decision, now);
  const deny = (code: VerificationCode, reason: string | null = null) => finish({ code, reason, limits: [] });

  if (key.revokedAt !== null) return deny("REVOKED");
  if (!key.enabled) return deny("DISABLED");
  if (key.expiresAt !== null && key.expiresAt <= now) return deny("EXPIRED");
  if (found.retiresAt !== null && found.retiresAt <= now) return deny("EXPIRED", "retired secret");
  if (query && !satisfies(key.granted, query))
    return deny("INSUFFICIENT_PERMISSIONS", firstMissing(key.granted, query));
  if (limits.length === 0) return finish({ code: "VALID", reason: null, limits: [] });

  const taken = deps.limiter.take(
    limits.map((l) => l.take),
    now,
  );
  const conclude = (decision: LimitDecision) => finish(limited(limits, decision));
  return taken instanceof Promise ? taken.then(conclude) : conclude(taken);
}

function isApiKey(key: KeyRecord): key is ApiKey {
  return key.kind === "key" && key.apiId !== null && key.environment !== null;
}

/** The key's automatic limits and those asked for by name. One that is unknown must bring its own limit and window. */
function limitsToTake(
  key: ApiKey,
  request: VerifyRequest,
): NamedLimit[] | { field: string; message: string } {
  const asked = request.ratelimits;
  const taken: NamedLimit[] = [];
  for (const own of key.ratelimits) {
    if (!own.autoApply || asked?.some((a) => a.name === own.name)) continue;
    const take = {
      id: `${key.keyId}\u0000${own.name}`,
      limit: own.limit,
      windowMs: own.windowMs,
      cost: request.cost ?? 1,
    };
    taken.push({ name: own.name, take });
  }
  for (const [i, one] of (asked ?? []).entries()) {
    const own = key.ratelimits.find((l) => l.name === one.name);
    const limit = one.limit ?? own?.limit;
    const windowMs = one.windowMs ?? own?.windowMs;
    if (limit === undefined || windowMs === undefined)
      return {
        field: `ratelimits.${i}.name`,
        message: `the key has no limit named ${JSON.stringify(one.name)}; give its limit and windowMs`,
      };
    if (taken.some((t) => t.name === one.name))
      return { field: `ratelimits.${i}.name`, message: `${JSON.stringify(one.name)} is asked for twice` };
    const take = {
      id: `${key.keyId}\u0000${one.name}`,
      limit,
      windowMs,
      cost: one.cost ?? request.cost ?? 1,
    };
    taken.push({ name: one.name, take });
  }
  return taken;
}

let lastInstantMs = Number.NaN;
let lastInstant = "";

/** RFC 3339. The last one is kept: all windows of a length empty at the same few instants, so it is mostly asked for again. */
function instant(ms: number): string {
  if (ms === lastInstantMs) return lastInstant;
  lastInstantMs = ms;
  lastInstant = new Date(ms).toISOString();
  return lastInstant;
}

function limited(limits: NamedLimit[], decision: LimitDecision): Decision {
  const answered: AnsweredLimit[] = [];
  let reason: string | null = null;
  let retryAt = 0;
  for (const [i, state] of decision.states.entries()) {
    const name = limits[i]?.name ?? "";
    if (state.exceeded) {
      reason ??= name;
      retryAt = Math.max(retryAt, state.retryAt);
    }
    answered.push({
      name,
      limit: state.limit,
      remaining: state.remaining,
      windowMs: state.windowMs,
      resetAt: instant(state.resetAt),
      exceeded: state.exceeded,
    });
  }
  const { degraded } = decision;
  if (decision.allowed) return { code: "VALID", reason, limits: answered, degraded };
  return { code: "RATE_LIMITED", reason, limits: answered, retryAt, degraded };
}

/** Malformed, mistyped, unknown and another workspace's are one outcome that tells nothing else. */
function notFound(deps: VerifyDeps, caller: Caller, request: VerifyRequest, requestId: string): VerifyResult {
  deps.counts.verifications.NOT_FOUND++;
  deps.usage.record({
    at: deps.now(),
    requestId,
    workspaceId: caller.workspaceId,
    code: "NOT_FOUND",
    cost: 0,
    apiId: "",
    environment: "",
    keyId: "",
    secretId: "",
    identityId: "",
    ip: request.ip ?? null,
    reason: null,
    tags: request.tags ?? null,
  });
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
  { code, reason, limits, retryAt = 0, degraded }: Decision,
  now: number,
): VerifyResult {
  const valid = code === "VALID";
  deps.counts.verifications[code]++;
  deps.usage.record({
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
    reason,
    tags: request.tags ?? null,
  });
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
      roles: [],
      metadata: key.metadata,
      expiresAt: key.expiresAt === null ? null : new Date(key.expiresAt).toISOString(),
      credits: null,
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
