import { answerForwardAuth } from "@/lib/http/forward-auth";
import { writtenCaller } from "@/lib/http/proxies";
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
    // Next resolves the dots of a path before any route sees it.
    resolved: true,
    address: () => writtenCaller(rt.config, request.headers),
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
