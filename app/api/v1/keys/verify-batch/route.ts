import { route } from "@/lib/http/mount";
import { writtenCaller } from "@/lib/http/proxies";
import { limitedBytes } from "@/lib/http/read-request";
import { mountedReply } from "@/lib/http/second-mount";
import { answerVerifyBatch } from "@/lib/http/verify-batch";
import { newRequestId } from "@/lib/ids";
import { runtime } from "@/lib/runtime";

/** The second mount, for hosts without `server/`. */
async function verifyBatch(request: Request): Promise<Response> {
  const rt = runtime();
  const body = await limitedBytes(request);
  const authorization = request.headers.get("authorization");
  const address = () => writtenCaller(rt.config, request.headers);
  const reply = await answerVerifyBatch(rt, authorization, address, body, newRequestId());
  return mountedReply(rt, reply);
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: verifyBatch });
