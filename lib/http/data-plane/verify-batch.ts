import { z } from "zod";
import { parsePermissionQuery } from "../../permissions/query";
import { parseInput } from "../../platform/errors/parse";
import { Problem, problemBody } from "../../platform/errors/problem";
import { newRequestId } from "../../platform/ids";
import type { Runtime } from "../../runtime/runtime";
import { verify } from "../../verify/decide";
import { noDecision } from "../../verify/no-decision";
import type { VerifyResult } from "../../verify/outcome";
import { verifyAnswerSchema, verifyRequestSchema } from "../../verify/schemas";
import { readJson } from "../json";
import { type VerifyReply, verifyRefusal } from "../verify-endpoint";
import type { DataRequest } from "./operation";
import { takeOwnLimits, verifyingCaller } from "./verify-caller";

const MAX_REQUESTS = 100;

/** Body of `POST /api/v1/keys/verify-batch`. */
export const verifyBatchSchema = z.strictObject({
  requests: z.array(verifyRequestSchema).min(1).max(MAX_REQUESTS),
});

const problemInPlace = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(["invalid_request", "workspace_share_exceeded", "unavailable"]),
  requestId: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export const verifyBatchAnswerSchema = z.object({
  results: z.array(z.union([verifyAnswerSchema, problemInPlace])),
});

/**
 * Decides about up to 100 presented keys, in order. What can be told from the body alone is a 400 for all of it, before
 * anything was spent; what depends on a key (a limit that it has not, a look-up that failed) stands in that key's place.
 */
export async function answerVerifyBatch(
  rt: Runtime,
  { header, address, body }: Pick<DataRequest, "header" | "address" | "body">,
  requestId: string,
): Promise<VerifyReply> {
  try {
    const caller = await verifyingCaller(rt, header("authorization"), address);
    const { requests } = parseInput(verifyBatchSchema, readJson(body));
    for (const [i, { permissions }] of requests.entries()) {
      const parsed = permissions === undefined ? null : parsePermissionQuery(permissions);
      if (!parsed || !("error" in parsed)) continue;
      const field = `requests.${i}.permissions`;
      const message = `${parsed.error.message} (at position ${parsed.error.position})`;
      throw new Problem("invalid_request", `${field}: ${message}`, [{ field, message }]);
    }
    const own = await takeOwnLimits(rt, caller, requests.length);
    // Begun in their order, so that calls of one key take from its limits in their order too.
    const results = await Promise.all(
      requests.map(async (request) => {
        const id = newRequestId();
        return inPlace(rt, await verify(rt, caller, request, id), id);
      }),
    );
    const headers = { "Content-Type": "application/json", "Cache-Control": "no-store", ...own };
    return {
      status: 200,
      headers: { ...headers, "X-Request-Id": requestId },
      body: JSON.stringify({ results }),
    };
  } catch (error) {
    return verifyRefusal(rt, requestId, error);
  }
}

function inPlace(rt: Runtime, result: VerifyResult, requestId: string) {
  if (result.kind === "answer") return result.answer;
  return problemBody(noDecision(result), requestId, rt.config.appUrl);
}
