import { readBearer } from "@/lib/http/authenticate";
import { route } from "@/lib/http/mount";
import { writtenCaller } from "@/lib/http/proxies";
import { limitedBytes } from "@/lib/http/read-request";
import { mountedReply } from "@/lib/http/second-mount";
import { answerVerify } from "@/lib/http/verify-endpoint";
import { newRequestId } from "@/lib/ids";
import { runtime } from "@/lib/runtime";

/** The second mount of verify, for hosts without `server/`. */
async function verify(request: Request): Promise<Response> {
  const rt = runtime();
  const body = await limitedBytes(request);
  const reply = await answerVerify(
    rt,
    readBearer(request.headers.get("authorization")),
    () => writtenCaller(rt.config, request.headers),
    body,
    newRequestId(),
  );
  return mountedReply(rt, reply);
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({ POST: verify });
