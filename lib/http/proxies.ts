import { hopAddress, normalRange, rangeTest } from "../platform/address";
import { type Config, ConfigError } from "../platform/config";

type Proxies = (address: string) => boolean;
type Trusting = Pick<Config, "trustedProxies">;

/** The two fields in which proxies name the client, as they were sent. Absent or empty: nothing was. */
export type ForwardedFields = {
  forwardedFor?: string | null | undefined;
  forwarded?: string | null | undefined;
};

/** The proxies whose forwarded headers are believed: addresses and CIDR ranges. Throws ConfigError naming a wrong one. */
export function proxyList(entries: readonly string[]): Proxies {
  const ranges = entries.map((entry) => {
    const range = normalRange(entry);
    if (range === null) throw new ConfigError(`TRUSTED_PROXIES: ${entry} is not an address or a CIDR range.`);
    return range;
  });
  return rangeTest(ranges);
}

/** A configuration never changes, so its list is built once. */
const lists = new WeakMap<readonly string[], Proxies>();

export function trustedProxies({ trustedProxies: entries }: Trusting): Proxies {
  const known = lists.get(entries) ?? proxyList(entries);
  lists.set(entries, known);
  return known;
}

/**
 * The address of whoever sent a request. This is the connection's other end, unless that is a listed proxy: then it is
 * the client that the proxy names. Null: the proxy names none that can be believed.
 */
export function callerAddress(
  config: Trusting,
  peer: string | undefined,
  fields: ForwardedFields,
): string | null {
  const near = hopAddress(peer ?? "");
  if (near === null || config.trustedProxies.length === 0) return near;
  const proxies = trustedProxies(config);
  if (!proxies(near)) return near;
  const client = forwardedClient(proxies, fields);
  return client === undefined ? near : client;
}

/** The caller's address behind Next, where `server/` or the host has written it into the headers. */
export function writtenCaller(config: Trusting, headers: Pick<Headers, "get">): string | null {
  const fields = { forwardedFor: headers.get("x-forwarded-for"), forwarded: headers.get("forwarded") };
  return forwardedClient(trustedProxies(config), fields) ?? null;
}

/**
 * The client that X-Forwarded-For or Forwarded (RFC 7239) names: from right to left, the first hop that is not a listed
 * proxy. Anyone may have written what is left of it. Undefined: neither field was sent. Null: that hop is no address, or
 * the two fields disagree, and only one of them can be the proxy's own.
 */
export function forwardedClient(proxies: Proxies, fields: ForwardedFields): string | null | undefined {
  const { forwardedFor, forwarded } = fields;
  const listed = forwardedFor ? firstUnlisted(proxies, forwardedFor.split(",")) : undefined;
  const named = forwarded ? firstUnlisted(proxies, forwardedNodes(forwarded)) : undefined;
  if (listed === undefined || named === undefined) return listed === undefined ? named : listed;
  return listed === named ? listed : null;
}

/** Where every hop is a listed proxy, the farthest one asked for itself. */
function firstUnlisted(proxies: Proxies, hops: readonly string[]): string | null {
  let last: string | null = null;
  for (let i = hops.length - 1; i >= 0; i--) {
    last = hopAddress(hops[i]?.trim() ?? "");
    if (last === null || !proxies(last)) return last;
  }
  return last;
}

/** One `name=value` of a Forwarded field and what follows it. Addresses with a port are often sent without quotes. */
const PAIR = /\s*([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*))\s*([;,]|$)/y;

/** The `for` of each element, from left to right. A field that cannot be read names one node, which is no address. */
function forwardedNodes(field: string): string[] {
  const nodes: string[] = [];
  let node = "";
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < field.length) {
    const [, name, quoted, plain, end] = PAIR.exec(field) ?? [];
    if (name === undefined) return [""];
    if (name.toLowerCase() === "for") {
      if (node) return [""];
      node = quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
    }
    if (end === ";") continue;
    nodes.push(node);
    node = "";
  }
  return nodes;
}
