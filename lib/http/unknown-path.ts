import { Problem } from "../errors/problem";
import { newRequestId } from "../ids";
import { runtime } from "../runtime";
import { answerHeaders, problemResponse } from "./problem-response";

export async function unknownPath(request: Request): Promise<Response> {
  const requestId = newRequestId();
  const problem = new Problem(
    "not_found",
    `There is nothing at ${new URL(request.url).pathname}. See /api/v1/openapi.json.`,
  );
  return problemResponse(runtime(), requestId, answerHeaders(requestId), problem);
}
