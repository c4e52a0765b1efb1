import type { ApiCredential } from "../credentials/credential";
import { eventReason, eventTags, unknownEvent } from "../usage/event-of";
import type { Asked, Case, DecideDeps, FoundCode } from "./case";
import { NOT_COUNTED } from "./codes";
import type { AnsweredLimit } from "./limits-to-take";

/** The body of the 200 answer. */
export type VerifyAnswer =
  | { valid: false; code: "NOT_FOUND"; requestId: string }
  | {
      valid: boolean;
      code: FoundCode;
      /** The credential's and the proof's id, whatever their kind. */
      keyId: string;
      secretId: string;
      apiId: string;
      name: string;
      environment: "live" | "test";
      identity: ApiCredential["identity"];
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

/** A decision, before it becomes an answer and a usage event. */
export type Decision = {
  code: FoundCode;
  /** Short and machine-readable. Null if the code is enough. */
  reason: string | null;
  limits?: AnsweredLimit[];
  credits?: { remaining: number };
  retryAt?: number | null;
  /** The limits were decided by this process alone. */
  degraded?: true | undefined;
};

type Recording = Pick<DecideDeps, "usage" | "counts" | "now">;

/** Records the decision and builds its answer. If it can't be recorded, the answer is 503. */
export function outcome(deps: Recording, it: Case, decision: Decision): VerifyResult {
  const { proof, credential, request, requestId, now } = it;
  const { code } = decision;
  const valid = code === "VALID";
  const counted = deps.usage.record({
    at: now,
    requestId,
    workspaceId: credential.workspaceId,
    code,
    cost: valid ? (request.cost ?? 1) : 0,
    apiId: credential.apiId,
    environment: credential.environment,
    keyId: credential.id,
    secretId: proof.id,
    identityId: credential.identity?.id ?? "",
    ip: request.ip ?? null,
    reason: eventReason(decision.reason),
    tags: eventTags(request.tags),
  });
  if (!counted) return NOT_COUNTED;
  deps.counts.verifications[code]++;
  const retiresAt = proof.retiresAt !== null && proof.retiresAt > now ? proof.retiresAt : null;
  return {
    kind: "answer",
    retryAt: decision.retryAt ?? null,
    retiringSince: retiresAt === null ? null : proof.retiringSince,
    answer: {
      valid,
      code,
      keyId: credential.id,
      secretId: proof.id,
      apiId: credential.apiId,
      name: credential.name,
      environment: credential.environment,
      identity: credential.identity,
      permissions: credential.permissions,
      roles: credential.roles,
      metadata: credential.metadata,
      expiresAt: credential.expiresAt === null ? null : new Date(credential.expiresAt).toISOString(),
      credits: decision.credits ?? null,
      ratelimits: decision.limits ?? [],
      rotation:
        retiresAt === null ? null : { state: "retiring", retiresAt: new Date(retiresAt).toISOString() },
      ...(decision.degraded && { degraded: decision.degraded }),
      requestId,
    },
  };
}

/** Malformed, mistyped, unknown and another workspace's are one outcome that tells nothing else. */
export function notFound(deps: Recording, { caller, request, requestId }: Asked): VerifyResult {
  const who = { workspaceId: caller.workspaceId, ip: request.ip };
  const counted = deps.usage.record(unknownEvent(who, deps.now(), requestId));
  if (!counted) return NOT_COUNTED;
  deps.counts.verifications.NOT_FOUND++;
  const answer = { valid: false, code: "NOT_FOUND", requestId } as const;
  return { kind: "answer", answer, retryAt: null, retiringSince: null };
}
