import { performance } from "node:perf_hooks";
import { z } from "zod";
import { resolved } from "../credentials/api-key/api-key";
import type { ApiCredential } from "../credentials/credential";
import { newestOf } from "../credentials/newest";
import { knownTo, resolvePresented } from "../credentials/registry";
import type { CreditLedger, Spending } from "../credits/ledger";
import type { PermissionQuery } from "../permissions/query";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { allows } from "../platform/permission";
import { capacityOf, type Limiter, type Taken } from "../ratelimit/limiter";
import { Counts } from "../runtime/metrics/counts";
import type { DecideDeps, VerifyDeps } from "./case";
import { caseOf, decide, readQuery } from "./decide";
import { type LimitNow, type Step, stepsOf } from "./explain-steps";
import { limitsToTake } from "./limits-to-take";
import { noDecision } from "./no-decision";
import type { VerifyAnswer } from "./outcome";
import { verifyRequestSchema } from "./schemas";

export const explainSchema = verifyRequestSchema
  .omit({ key: true })
  .extend({ key: z.string().min(1).max(4_096).optional(), keyId: z.string().max(64).optional() })
  .refine((asked) => (asked.key === undefined) !== (asked.keyId === undefined), {
    path: ["key"],
    message: "choose a key or paste one",
  });

export type Explanation = {
  answer: VerifyAnswer;
  /** The eight steps in the order of the decision. */
  steps: Step[];
  /** Each permission of the query, and whether the key has it; null without a query or a key. */
  permissions: { name: string; has: boolean }[] | null;
  /** Of the decision itself, without finding the key; milliseconds. */
  tookMs: number;
};

/**
 * What verify would answer now, step by step, with nothing taken, spent or counted: the same decision on a limiter and
 * a ledger that only read. Errors: invalid_request, not_found, unavailable.
 */
export async function explain(
  ctx: Ctx<VerifyDeps>,
  input: z.input<typeof explainSchema>,
): Promise<Explanation> {
  requireScope(ctx, "keys:verify");
  const { keyId, key, ...asked } = parseInput(explainSchema, input);
  const caller = { workspaceId: ctx.workspaceId, apiIds: ctx.apiIds ?? [], foreignSecrets: true };
  const resolution =
    key === undefined
      ? knownTo(caller, resolved(await newestOf(ctx, keyId ?? ""), ctx.rt.now()))
      : await resolvePresented(ctx.rt, caller, key);
  const request = { ...asked, key: key ?? "" };
  const parsed = readQuery(request);
  if (parsed && "kind" in parsed) throw noDecision(parsed);
  const question = { caller, request, requestId: ctx.requestId, query: parsed?.query ?? null };
  const deps = dryRun(ctx);
  const began = performance.now();
  const result = await decide(deps, question, resolution);
  const tookMs = performance.now() - began;
  if (result.kind !== "answer") throw noDecision(result);
  const it = "proof" in resolution ? caseOf(question, resolution, ctx.rt.now()) : null;
  return {
    answer: result.answer,
    steps: stepsOf({
      it,
      presented: key ?? null,
      answer: result.answer,
      limits: it ? await limitsNow(ctx, it.credential, request) : [],
      credits: it?.credential.creditsOf
        ? await ctx.rt.credits.spend(ctx.workspaceId, it.credential.creditsOf, 0)
        : null,
    }),
    permissions: it?.query
      ? namesIn(it.query).map((name) => ({ name, has: allows(it.credential.granted, name) }))
      : null,
    tookMs,
  };
}

/** What the decision is given instead of the real things: they answer as those would, and change nothing. */
function dryRun(ctx: Ctx<VerifyDeps>): DecideDeps {
  const limiter: Limiter = {
    take: async (workspaceId, requests): Promise<Taken> => {
      const read = await ctx.rt.limiter.take(
        workspaceId,
        requests.map((request) => ({ ...request, cost: 0 })),
      );
      if (read === "over_share") return read;
      const states = read.states.map((state, i) => {
        const request = requests[i];
        const cost = request?.cost ?? 0;
        return cost > state.remaining
          ? {
              ...state,
              exceeded: true,
              retryAt: cost > (request ? capacityOf(request) : state.limit) ? null : state.retryAt,
            }
          : { ...state, remaining: state.remaining - cost };
      });
      return { ...read, states, allowed: states.every((state) => !state.exceeded) };
    },
    giveBack: () => {},
  };
  const credits: Pick<CreditLedger, "spend"> = {
    spend: async (workspaceId, ownerId, cost): Promise<Spending | "unavailable"> => {
      const now = await ctx.rt.credits.spend(workspaceId, ownerId, 0);
      if (now === "unavailable") return now;
      const spent = cost <= now.remaining;
      return { spent, remaining: spent ? now.remaining - cost : now.remaining };
    },
  };
  return {
    limiter,
    credits,
    usage: { accepting: true, overShare: () => false, record: () => true },
    counts: new Counts(),
    now: ctx.rt.now,
  };
}

/** How full each limit is that the call would take from. */
async function limitsNow(
  ctx: Ctx<VerifyDeps>,
  key: ApiCredential,
  request: z.output<typeof verifyRequestSchema>,
): Promise<LimitNow[]> {
  const limits = limitsToTake(key, request);
  if (!Array.isArray(limits) || limits.length === 0) return [];
  const read = await ctx.rt.limiter.take(
    ctx.workspaceId,
    limits.map(({ take }) => ({ ...take, cost: 0 })),
  );
  const states = read === "over_share" ? [] : read.states;
  return limits.map(({ name, take }, i) => ({
    name,
    used: capacityOf(take) - (states[i]?.remaining ?? capacityOf(take)),
    most: capacityOf(take),
    algorithm: take.algorithm,
    cost: take.cost,
  }));
}

function namesIn(query: PermissionQuery): string[] {
  return query.kind === "permission" ? [query.name] : [...new Set(query.parts.flatMap(namesIn))];
}
