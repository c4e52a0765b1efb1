import { timingSafeEqual } from "node:crypto";
import { AggregatorRegistry, type MetricObject, type Registry } from "prom-client";
import { clientHop, proxyList } from "../http/proxies";
import { plainAddress, rangeTest } from "../keys/address";
import type { Runtime } from "../runtime";
import { registryOf } from "./registry";

/** Loopback, link-local and private addresses (RFC 1918, RFC 4193, RFC 6598). */
const isPrivate = rangeTest([
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "::1",
  "fc00::/7",
  "fe80::/10",
]);

export type Scraper = {
  authorization: string | null | undefined;
  /** The socket's other end; null where only a host knows it. */
  peer: string | null;
  forwardedFor: string | null | undefined;
};

function hasToken(token: string, authorization: string | null | undefined): boolean {
  const given = Buffer.from(/^bearer +(\S+)\s*$/i.exec(authorization ?? "")?.[1] ?? "");
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/**
 * With METRICS_TOKEN only for who has it; without, only for a private address. A request that a proxy passed on is its
 * client's: of a listed proxy the client must be private too, and one that is not listed cannot say who that is.
 */
export function maySeeMetrics(rt: Runtime, scraper: Scraper): boolean {
  const { metricsToken, trustedProxies } = rt.config;
  if (metricsToken) return hasToken(metricsToken, scraper.authorization);
  if (!scraper.peer) return false;
  const peer = plainAddress(scraper.peer);
  if (!isPrivate(peer)) return false;
  if (!scraper.forwardedFor) return true;
  const proxies = proxyList(trustedProxies);
  const client = proxies(peer) ? clientHop(proxies, scraper.forwardedFor) : null;
  return client !== null && isPrivate(client);
}

/** The figures of several processes. Each has its own label, so nothing is ever added up, averaged or left out. */
function together(figures: MetricObject[][]): Registry {
  return AggregatorRegistry.aggregate(
    figures.map((process) => process.map((family) => ({ ...family, aggregator: "sum" }))),
  );
}

/** `GET /metrics`: of every process on this port, in Prometheus' text format. */
export async function answerMetrics(
  rt: Runtime,
  scraper: Scraper,
): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  if (!maySeeMetrics(rt, scraper)) {
    const challenge = { "WWW-Authenticate": 'Bearer realm="metrics"' };
    return {
      status: rt.config.metricsToken ? 401 : 403,
      headers: { "Content-Type": "text/plain", ...(rt.config.metricsToken ? challenge : {}) },
      body: "Metrics are for a private address, or for who sends METRICS_TOKEN as a bearer token.\n",
    };
  }
  const registry = rt.gather ? together(await rt.gather()) : registryOf(rt);
  const headers = { "Content-Type": registry.contentType, "Cache-Control": "no-store" };
  return { status: 200, headers, body: await registry.metrics() };
}
