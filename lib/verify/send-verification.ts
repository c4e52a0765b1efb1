import { z } from "zod";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import type { VerifyDeps } from "./case";
import { verify } from "./decide";
import { noDecision } from "./no-decision";
import type { VerifyAnswer } from "./outcome";

const sendSchema = z.strictObject({ key: z.string().trim().min(1, "is required").max(4_096) });

/** How a call that a person sends from the dashboard is told apart from those of backends. */
const TAG = "sent=dashboard";

/**
 * One real verification for a person who tries a key out: decided, limited and counted like any backend's. The secret is
 * the person's to give; none is stored that could be taken. Errors: invalid_request, unavailable.
 */
export async function sendVerification(
  ctx: Ctx<VerifyDeps>,
  input: z.input<typeof sendSchema>,
): Promise<VerifyAnswer> {
  requireScope(ctx, "keys:verify");
  const { key } = parseInput(sendSchema, input);
  const request = { key, tags: [TAG], ...(ctx.address ? { ip: ctx.address } : {}) };
  const result = await verify(ctx.rt, { workspaceId: ctx.workspaceId }, request, ctx.requestId);
  if (result.kind !== "answer") throw noDecision(result);
  return result.answer;
}
