import { answerForwardAuth } from "@/lib/http/forward-auth";
import { addressOf } from "@/lib/http/read-request";
import { mountedReply } from "@/lib/http/second-mount";
import { newRequestId } from "@/lib/ids";
import { runtime } from "@/lib/runtime";

/** The second mount, for hosts without `server/`. Every method: some gateways ask with the original request's. */
async function forwardAuth(request: Request): Promise<Response> {
  const rt = runtime();
  const { pathname, search } = new URL(request.url);
  const forwarded = {
    method: request.method,
    url: pathname + search,
    address: () => addressOf(request),
    header: (name: string) => request.headers.get(name),
  };
  const reply = await answerForwardAuth(rt, forwarded, newRequestId());
  return mountedReply(rt, reply);
}

export {
  forwardAuth as DELETE,
  forwardAuth as GET,
  forwardAuth as HEAD,
  forwardAuth as OPTIONS,
  forwardAuth as PATCH,
  forwardAuth as POST,
  forwardAuth as PUT,
};
