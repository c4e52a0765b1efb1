import { route } from "@/lib/http/mount";
import { writtenCaller } from "@/lib/http/proxies";
import { answerRatelimit } from "@/lib/http/ratelimit";
import { limitedBytes } from "@/lib/http/read-request";
import { newRequestId } from "@/lib/ids";
import { runtime } from "@/lib/runtime";

/** The second mount, for hosts without `server/`. */
async function ratelimit(request: Request): Promise<Response> {
  const rt = runtime();
  const body = await limitedBytes(request);
  const authorization = request.headers.get("authorization");
  const address = () => writtenCaller(rt.config, request.headers);
  const reply = await answerRatelimit(rt, authorization, address, body, newRequestId());
  return new Response(reply.body, { status: reply.status, headers: reply.headers });
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: ratelimit });
