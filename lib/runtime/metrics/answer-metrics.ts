import { timingSafeEqual } from "node:crypto";
import { AggregatorRegistry, type MetricObject, type Registry } from "prom-client";
import { trustedProxies } from "../../http/proxies";
import { hopAddress, rangeTest } from "../../platform/address";
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
  /** The caller's address, with a listed proxy its client's. */
  caller: () => string | null;
  /** The names of the request's header fields, in lower case. */
  fields: readonly string[];
};

/** Fields in which proxies say that they are one, or who their client is. Only X-Forwarded-For and Forwarded are read. */
const OF_PROXIES =
  /forwarded|^(?:via|cdn-loop|x-original-.*|x-rewrite-url|x-amzn-trace-id|x-envoy-.*)$|(?:client|real|true|connecting|cluster|remote|source|user|external|socket|origin(?:al|ating)?)[-_]?(?:ip|addr(?:ess)?|host)(?:v6)?$/;

/** Listed proxies name their client here. Others do it where only their operator knows. */
const NAMED = new Set(["x-forwarded-for", "forwarded"]);

function hasToken(token: string, authorization: string | null | undefined): boolean {
  const given = Buffer.from(/^bearer +(\S+)\s*$/i.exec(authorization ?? "")?.[1] ?? "");
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/**
 * With METRICS_TOKEN only for whoever sends it; without, only for a private address. A request that a proxy passed on is its
 * client's: a listed proxy must name a client, who must be private too, and one that is not listed is refused.
 */
export function maySeeMetrics(rt: Runtime, scraper: Scraper): boolean {
  const { metricsToken } = rt.config;
  if (metricsToken) return hasToken(metricsToken, scraper.authorization);
  const peer = hopAddress(scraper.peer ?? "");
  if (peer === null || !isPrivate(peer)) return false;
  if (!scraper.fields.some((name) => OF_PROXIES.test(name))) return true;
  if (!trustedProxies(rt.config)(peer) || !scraper.fields.some((name) => NAMED.has(name))) return false;
  const client = scraper.caller();
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
      body: "Metrics are for private addresses, or with METRICS_TOKEN as a bearer token.\n",
    };
  }
  const registry = rt.gather ? together(await rt.gather()) : registryOf(rt);
  const headers = { "Content-Type": registry.contentType, "Cache-Control": "no-store" };
  return { status: 200, headers, body: await registry.metrics() };
}
