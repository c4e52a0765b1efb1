import { authenticate, readBearer, requireCaller } from "../../credentials/root-key/authenticate";
import { parseInput } from "../../platform/errors/parse";
import { Problem } from "../../platform/errors/problem";
import { allows } from "../../platform/permission";
import { takeLimitSchema } from "../../ratelimit/schemas";
import { takeLimit } from "../../ratelimit/take-limit";
import type { Runtime } from "../../runtime/runtime";
import { LIMITS_FULL } from "../../verify/codes";
import { noDecision } from "../../verify/no-decision";
import { readJson } from "../json";
import { type VerifyReply, verifyRefusal } from "../verify-endpoint";
import type { DataRequest } from "./operation";
import { takeOwnLimits } from "./verify-caller";

/** `POST /api/v1/ratelimit`, for both mounts: 200 whether it was allowed or not, as verify; 400, 401, 403, 429 as there. */
export async function answerRatelimit(
  rt: Runtime,
  { header, address, body }: Pick<DataRequest, "header" | "address" | "body">,
  requestId: string,
): Promise<VerifyReply> {
  try {
    const caller = requireCaller(await authenticate(rt, readBearer(header("authorization")), address));
    if (!allows(caller.scopes, "ratelimits:take"))
      throw new Problem(
        "forbidden",
        "This root key may not take limits: it needs the permission ratelimits:take.",
      );
    const own = await takeOwnLimits(rt, caller, 1);
    const asked = parseInput(takeLimitSchema, readJson(body));
    const answer = await takeLimit(rt, caller.workspaceId, asked, requestId);
    if (answer === "over_share") throw noDecision(LIMITS_FULL);
    const headers = { "Content-Type": "application/json", "Cache-Control": "no-store", ...own };
    return { status: 200, headers: { ...headers, "X-Request-Id": requestId }, body: JSON.stringify(answer) };
  } catch (error) {
    return verifyRefusal(rt, requestId, error);
  }
}
