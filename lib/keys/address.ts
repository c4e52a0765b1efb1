import { BlockList, isIP, isIPv4, isIPv6, SocketAddress } from "node:net";

/** An IPv4 address written as IPv6 (`::ffff:192.0.2.1`, RFC 4291, section 2.5.5.2) is that IPv4 address. */
export function plainAddress(address: string): string {
  const tail = /^::ffff:(.+)$/i.exec(address)?.[1] ?? "";
  return isIPv4(tail) ? tail : address;
}

/** An address with its brackets and port, as some proxies write it: `192.0.2.1:4711`, `[2001:db8::1]:443`. */
const WITH_PORT = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::(?:\d{1,5}|_[\w.-]+))?$/i;

/**
 * The address of a connection's other end or of a hop in a forwarded header, in one form: without port, brackets, and
 * zone, and a mapped IPv4 address as IPv4. Null if it is none.
 */
export function hopAddress(text: string): string | null {
  if (isIPv4(text)) return text;
  const [, v6, v4] = WITH_PORT.exec(text) ?? [];
  if (v4 !== undefined) return isIPv4(v4) ? v4 : null;
  const address = v6 ?? text;
  if (!isIPv6(address)) return null;
  const [bare = ""] = address.split("%");
  return plainAddress(new SocketAddress({ address: bare, family: "ipv6" }).address);
}

/**
 * An address or CIDR range in its one form: `203.0.113.0/24`, `2001:db8::/32`, `192.0.2.7`; a mapped IPv4 range becomes
 * that IPv4 range. Null if it is neither.
 */
export function normalRange(text: string): string | null {
  const [address = "", bits, more] = text.split("/");
  if (more !== undefined || !isIP(address)) return null;
  const plain = plainAddress(address);
  const most = isIPv6(address) ? 128 : 32;
  if (bits === undefined) return plain;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > most) return null;
  if (plain === address) return `${plain}/${Number(bits)}`;
  return Number(bits) >= 96 ? `${plain}/${Number(bits) - 96}` : null;
}

/** Whether the whole of a range lies within one of the others; all are of the form that `normalRange` gives. */
export function isWithin(range: string, others: readonly string[]): boolean {
  const sizeOf = (text: string) => Number(text.split("/")[1] ?? 128);
  const bits = (text: string) =>
    isIPv4(text.split("/")[0] ?? "") ? Math.min(sizeOf(text), 32) : sizeOf(text);
  const [address = ""] = range.split("/");
  return others.some((other) => bits(other) <= bits(range) && rangeTest([other])(address));
}

/** Whether an address lies in one of the ranges, which are of the form that `normalRange` gives. */
export function rangeTest(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    list.addSubnet(address, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family);
  }
  return (address) => {
    const plain = plainAddress(address);
    return list.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
  };
}
