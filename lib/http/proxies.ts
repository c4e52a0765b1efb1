import { isIP } from "node:net";
import { ConfigError } from "../config";
import { normalRange, plainAddress, rangeTest } from "../keys/address";

type Proxies = (address: string) => boolean;

/** The proxies whose forwarded headers are believed: addresses and CIDR ranges. Throws ConfigError naming a wrong one. */
export function proxyList(entries: readonly string[]): Proxies {
  const ranges = entries.map((entry) => {
    const range = normalRange(entry);
    if (range === null) throw new ConfigError(`TRUSTED_PROXIES: ${entry} is not an address or a CIDR range.`);
    return range;
  });
  const listed = rangeTest(ranges);
  return (address) => isIP(address) !== 0 && listed(address);
}

/**
 * The client that the nearest proxy saw, from X-Forwarded-For: right to left, the first hop that is not one of ours. What
 * stands left of it anyone may have written. Null if there is none, or if what stands there is not an address.
 */
export function clientHop(proxies: Proxies, forwardedFor: string | null | undefined): string | null {
  const hops = (forwardedFor ?? "").split(",").map((hop) => plainAddress(hop.trim()));
  const client = hops.reverse().find((hop) => !proxies(hop)) ?? "";
  return isIP(client) ? client : null;
}
