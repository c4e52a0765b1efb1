import type { IncomingMessage } from "node:http";
import type { Config } from "@/lib/config";
import { clientHop, proxyList } from "@/lib/http/proxies";
import { plainAddress } from "@/lib/keys/address";

/**
 * Overwrites the forwarded headers of whoever is not a listed proxy. A forged X-Forwarded-Host would otherwise let a
 * foreign page call a Server Action, and a forged X-Forwarded-For escape the limit on sign-in attempts.
 */
export function forwarded(config: Config): (req: IncomingMessage) => void {
  const proxies = proxyList(config.trustedProxies);
  return (req) => {
    const peer = plainAddress(req.socket.remoteAddress ?? "");
    const { headers } = req;
    const trusted = proxies(peer);
    if (trusted) {
      headers["x-forwarded-for"] = clientHop(proxies, String(headers["x-forwarded-for"] ?? "")) ?? peer;
    } else {
      delete headers.forwarded;
      for (const name of ["x-forwarded-port", "x-forwarded-server", "x-real-ip", "x-forwarded-prefix"])
        delete headers[name];
      headers["x-forwarded-for"] = peer;
    }
    // How this port is reached, not how the browser came: when an action redirects, Next fetches the page from itself by it.
    headers["x-forwarded-proto"] = "http";
    if (!headers["x-forwarded-host"] || !trusted) headers["x-forwarded-host"] = headers.host ?? "";
  };
}
