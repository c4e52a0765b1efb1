import type { IncomingMessage } from "node:http";
import type { Config } from "@/lib/config";
import { clientHop, proxyList } from "@/lib/http/proxies";
import { plainAddress } from "@/lib/keys/address";
import type { UnlistedProxy } from "@/lib/operations/unlisted-proxy";

/**
 * Overwrites the forwarded headers of whoever is not a listed proxy. A forged X-Forwarded-Host would otherwise let a
 * foreign page call a Server Action, and a forged X-Forwarded-For escape the limit on sign-in attempts.
 */
export function forwarded(
  config: Config,
  unlisted: Pick<UnlistedProxy, "note">,
): (req: IncomingMessage) => void {
  const proxies = proxyList(config.trustedProxies);
  const proto = new URL(config.appUrl).protocol.slice(0, -1);
  return (req) => {
    const peer = plainAddress(req.socket.remoteAddress ?? "");
    const { headers } = req;
    const trusted = proxies(peer);
    if (trusted) {
      headers["x-forwarded-for"] = clientHop(proxies, String(headers["x-forwarded-for"] ?? "")) ?? peer;
      headers["x-forwarded-proto"] ??= proto;
    } else {
      unlisted.note(peer, headers);
      delete headers.forwarded;
      for (const name of ["x-forwarded-port", "x-forwarded-server", "x-real-ip", "x-forwarded-prefix"])
        delete headers[name];
      headers["x-forwarded-for"] = peer;
      headers["x-forwarded-proto"] = proto;
    }
    if (!headers["x-forwarded-host"] || !trusted) headers["x-forwarded-host"] = headers.host ?? "";
  };
}
