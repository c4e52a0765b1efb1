import { BlockList, isIP, isIPv4, isIPv6 } from "node:net";
import { ConfigError } from "../config";

/** The proxies whose forwarded headers are believed: addresses and CIDR ranges. Throws ConfigError naming a wrong one. */
export function proxyList(entries: readonly string[]): BlockList {
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
export const plainAddress = (address: string) =>
  address.startsWith("::ffff:") && isIPv4(address.slice(7)) ? address.slice(7) : address;

export const isListed = (list: BlockList, address: string) =>
  isIP(address) !== 0 && list.check(address, isIPv6(address) ? "ipv6" : "ipv4");

/**
 * The client that the nearest proxy saw, from X-Forwarded-For: right to left, the first hop that is not one of ours. What
 * stands left of it anyone may have written. Null if there is none, or if what stands there is not an address.
 */
export function clientHop(proxies: BlockList, forwardedFor: string | null | undefined): string | null {
  const hops = (forwardedFor ?? "").split(",").map((hop) => plainAddress(hop.trim()));
  const client = hops.reverse().find((hop) => !isListed(proxies, hop)) ?? "";
  return isIP(client) ? client : null;
}
