import { Problem } from "../errors/problem";
import { newRequestId } from "../ids";
import { runtime } from "../runtime";
import { problemResponse } from "./endpoint";

export async function unknownPath(request: Request): Promise<Response> {
  const requestId = newRequestId();
  const headers = new Headers({ "X-Request-Id": requestId, "Cache-Control": "no-store" });
  const problem = new Problem("not_found", `There is nothing at ${new URL(request.url).pathname}. See /api/v1/openapi.json.`);
  return problemResponse(runtime(), requestId, headers, problem);
}
