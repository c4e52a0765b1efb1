import { beforeAll, describe, expect, test } from "vitest";
import { callerAddress } from "../../http/proxies";
import { createKey } from "../../keys/create-key";
import { testWorkspace, useRuntime } from "../../testing";
import { verify } from "../../verify/decide";
import { answerMetrics, maySeeMetrics, type Scraper } from "./answer-metrics";
import { registryOf } from "./registry";

const rt = useRuntime({ trustedProxies: ["10.0.0.0/24"] });
const scraper = (peer: string | null, headers: Record<string, string> = {}): Scraper => ({
  authorization: headers["authorization"],
  peer,
  caller: () => callerAddress(rt().config, peer ?? undefined, { forwardedFor: headers["x-forwarded-for"] }),
  fields: Object.keys(headers),
});
const from = (peer: string | null, forwardedFor?: string) =>
  maySeeMetrics(rt(), scraper(peer, forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor }));

describe("metrics", () => {
  test("are for a private address, and not through a proxy for the public", () => {
    for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.1.2.3", "192.168.1.1", "fd00::1"])
      expect(from(peer)).toBe(true);
    for (const peer of ["203.0.113.9", "2001:db8::1", "172.32.0.1", "", null]) expect(from(peer)).toBe(false);
    expect(from("10.0.0.1", "203.0.113.9")).toBe(false);
    expect(from("10.0.0.1", "10.7.7.7, 203.0.113.9")).toBe(false);
    expect(from("10.0.0.1", "10.7.7.7, unknown")).toBe(false);
    expect(from("10.0.0.1", "203.0.113.9, 10.7.7.7")).toBe(true);
    // A proxy that is not listed: nobody knows whom it asks for.
    expect(from("127.0.0.1", "10.7.7.7")).toBe(false);
  });

  test.each([
    "cf-connecting-ip",
    "cf-connecting-ipv6",
    "cdn-loop",
    "client-ip",
    "do-connecting-ip",
    "fastly-client-ip",
    "fly-client-ip",
    "forwarded",
    "forwarded-for",
    "proxy-client-ip",
    "true-client-ip",
    "via",
    "wl-proxy-client-ip",
    "x-amzn-trace-id",
    "x-appengine-user-ip",
    "x-azure-clientip",
    "x-azure-socketip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-envoy-external-address",
    "x-forwarded",
    "x-forwarded-by",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-original-forwarded-for",
    "x-original-host",
    "x-original-url",
    "x-real-ip",
    "x-remote-addr",
    "x-remote-ip",
    "x-rewrite-url",
    "x-vercel-forwarded-for",
  ])("are not for what a proxy passed on with %s only, though the proxy is private", (field) => {
    expect(maySeeMetrics(rt(), scraper("127.0.0.1", { [field]: "203.0.113.9" }))).toBe(false);
    // Also without an address in it, and where the proxy is listed but does not name its client.
    expect(maySeeMetrics(rt(), scraper("127.0.0.1", { [field]: "10.0.0.7" }))).toBe(false);
    if (!["forwarded", "x-forwarded-for"].includes(field))
      expect(maySeeMetrics(rt(), scraper("10.0.0.1", { [field]: "10.0.0.7" }))).toBe(false);
  });

  test("are for Prometheus with the fields that it sends", () => {
    const sent = { host: "a", "user-agent": "Prometheus/3.0", accept: "*/*", "accept-encoding": "gzip" };
    const more = { "x-prometheus-scrape-timeout-seconds": "10", connection: "keep-alive" };
    expect(maySeeMetrics(rt(), scraper("10.1.2.3", { ...sent, ...more }))).toBe(true);
    expect(maySeeMetrics(rt(), scraper("fe80::1%eth0", sent))).toBe(true);
  });

  test("are, with a token, for who has it, wherever from", () => {
    const metricsToken = "0123456789abcdef";
    const held = { ...rt(), config: { ...rt().config, metricsToken } };
    const by = (authorization: string | null, peer: string) =>
      maySeeMetrics(held, { ...scraper(peer, { "x-forwarded-for": "198.51.100.1" }), authorization });
    expect(by(`Bearer ${metricsToken}`, "203.0.113.9")).toBe(true);
    expect(by("Bearer 0123456789abcdeg", "127.0.0.1")).toBe(false);
    expect(by(metricsToken, "127.0.0.1")).toBe(false);
    expect(by(null, "127.0.0.1")).toBe(false);
  });

  describe("of what happened", () => {
    let text = "";
    beforeAll(async () => {
      const { ctx, apiId } = await testWorkspace(rt());
      const { secret } = await createKey(ctx, { apiId, name: "k" });
      for (let i = 0; i < 3; i++) await verify(rt(), ctx, { key: secret });
      await verify(rt(), ctx, { key: "nope" });
      rt().counts.verifyTook(0.03);
      rt().counts.verifyTook(7_000);
      rt().counts.requestTook("GET", 200, 12);
      const local = scraper("127.0.0.1");
      const reply = await answerMetrics(rt(), local);
      expect(reply.status).toBe(200);
      expect(reply.headers["Content-Type"]).toMatch(/^text\/plain; version=0\.0\.4/);
      text = reply.body;
    });

    test.each([
      'latchkey_verifications_total{code="VALID"} 3',
      'latchkey_verifications_total{code="NOT_FOUND"} 1',
      'latchkey_verifications_total{code="REVOKED"} 0',
      "latchkey_cache_hits_total 2",
      "latchkey_cache_misses_total 1",
      'latchkey_cache_lookups_total{result="found"} 1',
      'latchkey_verify_duration_seconds_bucket{le="0.000025"} 0',
      'latchkey_verify_duration_seconds_bucket{le="0.00005"} 1',
      'latchkey_verify_duration_seconds_bucket{le="+Inf"} 2',
      "latchkey_verify_duration_seconds_count 2",
      'latchkey_http_requests_total{method="GET",status="200"} 1',
      "latchkey_database_up 1",
      "latchkey_journal_accepting 1",
    ])("%s", (line) => expect(text.split("\n")).toContain(line));

    test("with the process's own, and each family once", () => {
      expect(text).toContain("# TYPE latchkey_verify_duration_seconds histogram");
      expect(text).toContain("nodejs_eventloop_lag_seconds");
      expect(text).toContain("process_resident_memory_bytes");
      const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map((m) => m[1]);
      expect(new Set(families).size).toBe(families.length);
    });

    test("summed over processes, each under its own name", async () => {
      const gather = async () => {
        const json = await registryOf(rt()).getMetricsAsJSON();
        const named = (worker: string) =>
          json.map((m) => ({
            ...m,
            values: (m as unknown as { values: { labels: object }[] }).values.map((v) => ({
              ...v,
              labels: { ...v.labels, worker },
            })),
          }));
        return [named("1"), named("2")] as never;
      };
      const local = scraper("127.0.0.1");
      const { body } = await answerMetrics({ ...rt(), gather }, local);
      for (const worker of ["1", "2"])
        expect(body).toContain(`latchkey_verifications_total{code="VALID",worker="${worker}"} 3`);
    });
  });
});
