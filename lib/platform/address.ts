import { BlockList, isIP, isIPv4, isIPv6, SocketAddress } from "node:net";

type Range = { address: string; bits: number; family: "ipv4" | "ipv6" };

/** An IPv6 address in lower case, with its longest run of zeros shortened (RFC 5952). */
const shortened = (address: string) => new URL(`http://[${address}]`).hostname.slice(1, -1);

/** The IPv4 address that an IPv6 one maps (`::ffff:192.0.2.1`, RFC 4291, section 2.5.5.2), in whatever form it is written. */
function mappedAddress(address: string): string | null {
  if (!/^[0:]*:ffff:/i.test(address)) return null;
  const tail = address.slice(address.lastIndexOf(":") + 1);
  // The form that sockets give. Requests carry it, so it is worth a short cut.
  if (isIPv4(tail) && address.length === tail.length + 7) return tail;
  if (isIP(address) !== 6) return null;
  const [high, low, more] = (/^::ffff:(.+)$/.exec(shortened(address))?.[1] ?? "").split(":");
  if (!high || !low || more !== undefined) return null;
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join(".");
}

/** An address as it is compared: a mapped IPv4 address as IPv4, and a link-local one without its zone (`%eth0`). */
export function plainAddress(address: string): string {
  if (!address.includes(":")) return address;
  const zone = address.indexOf("%");
  const bare = zone < 0 ? address : address.slice(0, zone);
  return mappedAddress(bare) ?? bare;
}

function parseRange(text: string): Range | null {
  const [given = "", size, more] = text.split("/");
  if (more !== undefined || !isIP(given) || given.includes("%")) return null;
  const most = isIPv4(given) ? 32 : 128;
  if (size !== undefined && (!/^\d{1,3}$/.test(size) || Number(size) > most)) return null;
  const bits = size === undefined ? most : Number(size);
  const address = plainAddress(given);
  if (!isIPv4(address)) return { address: shortened(address), bits, family: "ipv6" };
  // A range of mapped addresses is an IPv4 range; one that is wider than all of them is of neither family.
  const unmapped = bits - (most - 32);
  return unmapped < 0 ? null : { address, bits: unmapped, family: "ipv4" };
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
 * that IPv4 range. Null if it is neither, or has a zone.
 */
export function normalRange(text: string): string | null {
  const range = parseRange(text);
  if (!range) return null;
  return text.includes("/") ? `${range.address}/${range.bits}` : range.address;
}

/** Whether the whole of a range lies within one of the others. */
export function isWithin(range: string, others: readonly string[]): boolean {
  const inner = parseRange(range);
  return (
    inner !== null &&
    others.some(
      (other) => (parseRange(other)?.bits ?? 129) <= inner.bits && rangeTest([other])(inner.address),
    )
  );
}

/**
 * Whether an address lies in one of the ranges. An IPv6 range never holds an IPv4 address, nor the other way round. What is
 * no range holds nothing.
 */
export function rangeTest(ranges: readonly string[]): (address: string) => boolean {
  // A list for each family: one BlockList for both finds IPv4 addresses in `::/0`.
  const lists: { ipv4?: BlockList; ipv6?: BlockList } = {};
  for (const text of ranges) {
    const range = parseRange(text);
    if (!range) continue;
    const { address, bits, family } = range;
    lists[family] ??= new BlockList();
    lists[family].addSubnet(address, bits, family);
  }
  return (address) => {
    const plain = plainAddress(address);
    const family = isIPv4(plain) ? "ipv4" : "ipv6";
    return lists[family]?.check(plain, family) ?? false;
  };
}
