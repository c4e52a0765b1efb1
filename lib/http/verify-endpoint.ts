import {
  type Authentication,
  authenticate,
  type Bearer,
  type RootCaller,
  requireCaller,
} from "../credentials/root-key/authenticate";
import { parseInput } from "../platform/errors/parse";
import { Problem, problemBody } from "../platform/errors/problem";
import { allows } from "../platform/permission";
import type { Taken } from "../ratelimit/limiter";
import type { Runtime } from "../runtime/runtime";
import type { VerifyDeps } from "../verify/case";
import { LIMITS_FULL, NOT_COUNTED } from "../verify/codes";
import { verify } from "../verify/decide";
import { noDecision } from "../verify/no-decision";
import type { VerifyResult } from "../verify/outcome";
import { verifyRequestSchema } from "../verify/schemas";
import { asProblem } from "./faults";
import { readJson, type SentBody } from "./json";
import { ownLimits, ratelimitHeaders } from "./own-limits";

/** An answer that is not yet any framework's. */
export type VerifyReply = { status: number; headers: Record<string, string>; body: string };
/** The Runtime, but for where verifications are recorded: their mount says. */
export type Deciding = Omit<Runtime, "usage"> & Pick<VerifyDeps, "usage">;
type Later<T> = T | Promise<T>;

/**
 * `POST /api/v1/keys/verify`, for both mounts. 200 for every outcome; 400 for a body or query that cannot be read, 401 and
 * 403 for the root key, 429 for its own limit, 503 if something unknown cannot be looked up. Not a
 * promise if everything needed is in the cache.
 */
export function answerVerify(
  rt: Deciding,
  bearer: Bearer,
  address: () => string | null,
  body: SentBody,
  requestId: string,
): Later<VerifyReply> {
  const refuse = (error: unknown) => verifyRefusal(rt, requestId, error);
  try {
    const who = authenticate(rt, bearer, address);
    const reply =
      who instanceof Promise
        ? who.then((late) => admitted(rt, late, body, requestId))
        : admitted(rt, who, body, requestId);
    return reply instanceof Promise ? reply.catch(refuse) : reply;
  } catch (error) {
    return refuse(error);
  }
}

/** The root key's own part: is it one, may it verify, is it within the limit that was set for it. */
function admitted(rt: Deciding, who: Authentication, body: SentBody, requestId: string): Later<VerifyReply> {
  const caller = requireCaller(who);
  if (!allows(caller.scopes, "keys:verify"))
    throw new Problem("forbidden", "This root key may not verify: it needs the permission keys:verify.");
  if (caller.ratelimits.length === 0) return decided(rt, caller, body, requestId, undefined);
  const taken = rt.limiter.take(caller.workspaceId, ownLimits(caller));
  return taken instanceof Promise
    ? taken.then((own) => decided(rt, caller, body, requestId, own))
    : decided(rt, caller, body, requestId, taken);
}

function decided(
  rt: Deciding,
  caller: RootCaller,
  body: SentBody,
  requestId: string,
  own: Taken | undefined,
): Later<VerifyReply> {
  if (own === "over_share") throw noDecision(LIMITS_FULL);
  const headers = own ? ratelimitHeaders(caller, own, rt.now()) : undefined;
  if (own && !own.allowed)
    throw new Problem("rate_limited", "This root key is over its own limit.", [], headers);
  const request = parseInput(verifyRequestSchema, readJson(body));
  const result = verify(rt, caller, request, requestId);
  return result instanceof Promise
    ? result.then((late) => written(late, requestId, headers))
    : written(result, requestId, headers);
}

function written(
  result: VerifyResult,
  requestId: string,
  own: Record<string, string> | undefined,
): VerifyReply {
  if (result.kind !== "answer") throw noDecision(result);
  const headers = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "X-Request-Id": requestId,
    ...own,
  };
  return { status: 200, headers, body: JSON.stringify(result.answer) };
}

/** In the place of an answer whose usage event the disk did not take. */
export function uncounted(rt: Deciding, reply: VerifyReply): VerifyReply {
  return verifyRefusal(rt, reply.headers["X-Request-Id"] ?? "", noDecision(NOT_COUNTED));
}

/** Every answer that is not 200, as application/problem+json. */
export function verifyRefusal(rt: Deciding, requestId: string, error: unknown): VerifyReply {
  const problem = asProblem(rt, requestId, error);
  const headers = {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": requestId,
  };
  return {
    status: problem.status,
    headers: { ...headers, ...problem.headers },
    body: JSON.stringify(problemBody(problem, requestId, rt.config.appUrl)),
  };
}
