import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { callerAddress, trustedProxies } from "@/lib/http/proxies";
import { hopAddress } from "@/lib/platform/address";
import type { Config } from "@/lib/platform/config";
import type { UnlistedProxy } from "@/lib/runtime/operations/unlisted-proxy";

const text = (field: string | string[] | undefined) => (Array.isArray(field) ? field.join(", ") : field);

/** Where a request comes from, for everything that Node's parser has read. */
export const callerOf = (config: Pick<Config, "trustedProxies">, { socket, headers }: IncomingMessage) =>
  callerAddress(config, socket.remoteAddress, {
    forwardedFor: text(headers["x-forwarded-for"]),
    forwarded: headers.forwarded,
  });

/**
 * Marks a request as seen here. When an action redirects, Next fetches the page from this server and copies the fields of
 * the request that it answers, this one and the forwarded ones among them: no proxy is in front of such a fetch.
 */
const SEEN = "x-latchkey-seen";

/**
 * Overwrites the forwarded headers of whoever is not a listed proxy. A forged X-Forwarded-Host would otherwise let a
 * foreign page call a Server Action, and a forged X-Forwarded-For escape the limit on sign-in attempts.
 */
export function forwarded(
  config: Config,
  unlisted: Pick<UnlistedProxy, "note">,
): (req: IncomingMessage) => void {
  const proxies = trustedProxies(config);
  // The same in all processes on the port, and nobody else can make it.
  const seen = createHmac("sha256", config.authSecret).update(SEEN).digest("base64url");
  return (req) => {
    const { headers } = req;
    const peer = hopAddress(req.socket.remoteAddress ?? "");
    const trusted = peer !== null && proxies(peer);
    if (!trusted && headers[SEEN] !== seen) unlisted.note(peer ?? "", headers);
    headers[SEEN] = seen;
    // Next would write the connection's other end into an empty field.
    headers["x-forwarded-for"] = callerOf(config, req) ?? "unknown";
    delete headers.forwarded;
    if (!trusted)
      for (const name of ["x-forwarded-port", "x-forwarded-server", "x-real-ip", "x-forwarded-prefix"])
        delete headers[name];
    // How this port is reached, not how the browser came: when an action redirects, Next fetches the page from itself by it.
    headers["x-forwarded-proto"] = "http";
    if (!headers["x-forwarded-host"] || !trusted) headers["x-forwarded-host"] = headers.host ?? "";
  };
}
