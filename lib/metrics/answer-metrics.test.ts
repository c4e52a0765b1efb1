import { beforeAll, describe, expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { testWorkspace, useRuntime } from "../testing";
import { verify } from "../verify/verify";
import { answerMetrics, maySeeMetrics } from "./answer-metrics";
import { registryOf } from "./registry";

const rt = useRuntime({ trustedProxies: ["10.0.0.0/24"] });
const from = (peer: string | null, forwardedFor: string | null = null, authorization: string | null = null) =>
  maySeeMetrics(rt(), { peer, forwardedFor, authorization });

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

  test("are, with a token, for who has it, wherever from", () => {
    const metricsToken = "0123456789abcdef";
    const held = { ...rt(), config: { ...rt().config, metricsToken } };
    const by = (authorization: string | null, peer: string) =>
      maySeeMetrics(held, { peer, forwardedFor: "198.51.100.1", authorization });
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
      const local = { peer: "127.0.0.1", forwardedFor: null, authorization: null };
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
      const local = { peer: "127.0.0.1", forwardedFor: null, authorization: null };
      const { body } = await answerMetrics({ ...rt(), gather }, local);
      for (const worker of ["1", "2"])
        expect(body).toContain(`latchkey_verifications_total{code="VALID",worker="${worker}"} 3`);
    });
  });
});
