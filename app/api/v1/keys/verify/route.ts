import { limitedBytes } from "@/lib/http/endpoint";
import { answerVerify } from "@/lib/http/verify-endpoint";
import { newRequestId } from "@/lib/ids";
import { runtime } from "@/lib/runtime";

/** The second mount of verify, for hosts without `server/`. */
export async function POST(request: Request): Promise<Response> {
  const body = await limitedBytes(request);
  const reply = await answerVerify(runtime(), request.headers.get("authorization"), body, newRequestId());
  return new Response(reply.body, { status: reply.status, headers: reply.headers });
}
