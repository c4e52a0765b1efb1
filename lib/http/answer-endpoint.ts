import {
  authenticate,
  type RootCaller,
  readBearer,
  requireCaller,
} from "../credentials/root-key/authenticate";
import { type Ctx, requireScope } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { newRequestId } from "../platform/ids";
import { within } from "../platform/outage";
import { type Runtime, runtime } from "../runtime/runtime";
import { LIMITS_FULL } from "../verify/codes";
import { noDecision } from "../verify/no-decision";
import type { Endpoint, EndpointInput } from "./endpoint";
import { databaseAway } from "./faults";
import { idempotently } from "./idempotency";
import { observed } from "./observed";
import { MANAGEMENT_LIMIT, managementRequest, ownLimits, ratelimitHeaders } from "./own-limits";
import { answerHeaders, problemResponse } from "./problem-response";
import { writtenCaller } from "./proxies";
import { contextOf, readBody, readId, readIfMatch, readQuery } from "./read-request";
import type { Handler } from "./route";
import { streamed } from "./streamed";

/** The database has this long for all that a request asks of it. Then its transaction is rolled back. */
const REQUEST_MS = 8_000;
/** Of which it may wait for other calls of its workspace. */
const TURN_MS = 5_000;

/** Answers a management operation: authenticates, checks the permission, reads the request, calls the verb. */
export function answerEndpoint(endpoint: Endpoint): Handler {
  return async (request, pathId) => {
    const rt = runtime();
    const requestId = newRequestId();
    return observed(rt, endpoint, request, requestId, async (seen) => {
      const headers = answerHeaders(requestId);
      let leave = () => {};
      try {
        const caller = requireCaller(
          await authenticate(rt, readBearer(request.headers.get("authorization")), () =>
            writtenCaller(rt.config, request.headers),
          ),
        );
        seen.rootKeyId = caller.keyId;
        // At once, and not after each query's own patience.
        if (rt.database.away) throw databaseAway();
        await takeOwnLimit(rt, caller, headers);
        const late = new AbortController();
        const signal = AbortSignal.any([request.signal, late.signal]);
        const ctx = { ...contextOf(rt, caller, request, requestId), signal };
        // The verb asks too; here it comes before anything of the request is read.
        if (endpoint.scope) requireScope(ctx, endpoint.scope);
        const id = readId(endpoint, pathId);
        const query = readQuery(endpoint, request.url);
        if ("stream" in endpoint) leave = await enterStream(ctx);
        const { body, sent } = await readBody(endpoint, request);
        const input = { id, query, body, ifVersion: readIfMatch(endpoint, request) };
        const key = request.headers.get("idempotency-key");
        const what = Buffer.concat([
          Buffer.from(`${endpoint.method} ${new URL(request.url).pathname}\n`),
          sent,
        ]);
        if ("stream" in endpoint) {
          const { status } = endpoint.answer;
          return await streamed(ctx, endpoint.stream(ctx, input), { key, what, status, headers, leave });
        }
        const work = () => respond(endpoint, ctx, input, { key, what, headers });
        const answer = await (endpoint.unhurried
          ? work()
          : within(REQUEST_MS, inManagementTurn(ctx, work))
        ).finally(() => late.abort());
        headers.set("Content-Type", "application/json");
        return new Response(answer.body, { status: answer.status, headers });
      } catch (error) {
        leave();
        return problemResponse(rt, requestId, headers, error);
      }
    });
  };
}

/** A workspace may have few imports at once, whose bodies are in memory. Returns what ends its turn. Error: workspace_share_exceeded. */
async function enterStream(ctx: Ctx<Runtime>): Promise<() => void> {
  const { streams } = ctx.rt;
  if ((await streams.enter({ workspaceId: ctx.workspaceId }, 0)) !== "mine")
    throw new Problem(
      "workspace_share_exceeded",
      "This workspace has as many imports under way as it may. Try again when one of them has ended.",
      [],
      { "Retry-After": "1" },
    );
  let left = false;
  return () => {
    if (!left) streams.leave(ctx.workspaceId);
    left = true;
  };
}

/** One workspace's calls wait for each other, so that another's next one is never far. Errors: workspace_share_exceeded, unavailable. */
async function inManagementTurn<T>(ctx: Ctx<Runtime>, work: () => Promise<T>): Promise<T> {
  const { management } = ctx.rt;
  const turn = await management.enter(ctx, TURN_MS);
  if (turn === "over_share") {
    const detail =
      "This workspace has as many management calls under way as it may, and others waiting. Send fewer at once.";
    throw new Problem("workspace_share_exceeded", detail, [], { "Retry-After": "1" });
  }
  // Of one that is gone nobody sees the answer.
  if (turn !== "mine")
    throw new Problem("unavailable", "Too many management calls are under way.", [], { "Retry-After": "1" });
  try {
    return await work();
  } finally {
    management.leave(ctx.workspaceId);
  }
}

async function respond(
  endpoint: Extract<Endpoint, { handle: unknown }>,
  ctx: Ctx<Runtime>,
  input: EndpointInput,
  { key, what, headers }: { key: string | null; what: Buffer; headers: Headers },
): Promise<{ status: number; body: string }> {
  const run = async (inner: typeof ctx) => {
    const answer = await endpoint.handle(inner, input);
    if (endpoint.versioned) headers.set("ETag", `"${(answer as { version: number }).version}"`);
    return { status: endpoint.answer.status, body: JSON.stringify(answer) };
  };
  if (key === null || endpoint.method === "GET") return run(ctx);
  const kept = await idempotently(ctx, key, what, run);
  if (kept.replayed) headers.set("Idempotency-Replayed", "true");
  return kept;
}

/** A management call takes from the root key's own limits, or from the default that all others have. */
async function takeOwnLimit(rt: Runtime, caller: RootCaller, headers: Headers): Promise<void> {
  const own = caller.ratelimits.some((limit) => limit.autoApply);
  const limited = { keyId: caller.keyId, ratelimits: own ? caller.ratelimits : [MANAGEMENT_LIMIT] };
  const decision = await (own
    ? rt.limiter.take(caller.workspaceId, ownLimits(limited))
    : rt.singleLimiter.take(caller.workspaceId, managementRequest(caller.keyId)));
  if (decision === "over_share") throw noDecision(LIMITS_FULL);
  for (const [name, value] of Object.entries(ratelimitHeaders(limited, decision, rt.now())))
    headers.set(name, value);
  if (!decision.allowed) throw new Problem("rate_limited", "This root key is over its own limit.");
}
