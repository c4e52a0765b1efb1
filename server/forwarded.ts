import type { IncomingMessage } from "node:http";
import { BlockList, isIP, isIPv4, isIPv6 } from "node:net";
import { type Config, ConfigError } from "@/lib/config";

/** The proxies whose forwarded headers are believed: addresses and CIDR ranges. Throws ConfigError naming a wrong one. */
function proxyList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    const most = family === "ipv6" ? 128 : 32;
    const length = bits === undefined ? most : Number(bits);
    if (!isIP(address) || !Number.isInteger(length) || length < 0 || length > most)
      throw new ConfigError(`TRUSTED_PROXIES: ${entry} is not an address or a CIDR range.`);
    list.addSubnet(address, length, family);
  }
  return list;
}

/** An IPv4 peer of a dual-stack socket is an IPv4 peer. */
const plain = (address: string) =>
  address.startsWith("::ffff:") && isIPv4(address.slice(7)) ? address.slice(7) : address;

/**
 * Overwrites the forwarded headers of whoever is not a listed proxy. A forged X-Forwarded-Host would otherwise let a
 * foreign page call a Server Action, and a forged X-Forwarded-For escape the limit on sign-in attempts.
 */
export function forwarded(config: Config): (req: IncomingMessage) => void {
  const proxies = proxyList(config.trustedProxies);
  const proto = new URL(config.appUrl).protocol.slice(0, -1);
  return (req) => {
    const peer = plain(req.socket.remoteAddress ?? "");
    const { headers } = req;
    if (peer && proxies.check(peer, isIPv6(peer) ? "ipv6" : "ipv4")) {
      const hops = String(headers["x-forwarded-for"] ?? "")
        .split(",")
        .map((hop) => plain(hop.trim()));
      // Right to left, the first hop that is not one of ours: what stands left of it anyone may have written.
      const client = hops
        .reverse()
        .find((hop) => isIP(hop) && !proxies.check(hop, isIPv6(hop) ? "ipv6" : "ipv4"));
      headers["x-forwarded-for"] = client ?? peer;
      headers["x-forwarded-proto"] ??= proto;
    } else {
      delete headers.forwarded;
      for (const name of ["x-forwarded-port", "x-forwarded-server", "x-real-ip", "x-forwarded-prefix"])
        delete headers[name];
      headers["x-forwarded-for"] = peer;
      headers["x-forwarded-proto"] = proto;
    }
    if (!headers["x-forwarded-host"] || !proxies.check(peer || "0.0.0.0", isIPv6(peer) ? "ipv6" : "ipv4"))
      headers["x-forwarded-host"] = headers.host ?? "";
  };
}
