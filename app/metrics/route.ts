import { answerMetrics } from "@/lib/runtime/metrics/answer-metrics";
import { runtime } from "@/lib/runtime/runtime";

/** For hosts without `server/`, which alone knows the peer's address: here the token decides. */
export async function GET(request: Request): Promise<Response> {
  const authorization = request.headers.get("authorization");
  const reply = await answerMetrics(runtime(), { authorization, peer: null, caller: () => null, fields: [] });
  return new Response(reply.body, { status: reply.status, headers: reply.headers });
}
