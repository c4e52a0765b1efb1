import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generateSecret, hashSecret, parseSecret, secretEnds } from "./secret";

const prefix = fc.stringMatching(/^[a-z][a-z0-9]{0,15}$/);
const environment = fc.constantFrom("live" as const, "test" as const);

describe("a secret's form", () => {
  test("is the one that scanners look for, and parses", () => {
    fc.assert(
      fc.property(prefix, environment, (p, e) => {
        const secret = generateSecret(p, e);
        expect(secret).toMatch(/^[a-z][a-z0-9]{0,15}_(live|test)_[0-9A-Za-z]{49,}$/);
        expect(parseSecret(secret)).toEqual({ kind: "key", prefix: p });
      }),
    );
  });

  test("agrees with a checksum computed by another implementation (Python's zlib)", () => {
    const body = `sk_live_${"0".repeat(43)}`;
    expect(parseSecret(`${body}1Vxh1Z`)).toEqual({ kind: "key", prefix: "sk" });
    expect(parseSecret(`${body}000000`)).toBeNull();
  });

  test("any one wrong character is refused without a look-up", () => {
    fc.assert(
      fc.property(prefix, environment, fc.nat(), fc.constantFrom(..."0aZ9"), (p, e, at, other) => {
        const secret = generateSecret(p, e);
        const i = at % secret.length;
        fc.pre(secret[i] !== other);
        expect(parseSecret(secret.slice(0, i) + other + secret.slice(i + 1))).toBeNull();
      }),
    );
  });

  test.each(["", "hello", "sk_live_", "sk_live_-abc", "SK_live_x", "a".repeat(100_000), "sk_root_abc"])(
    "%.20s is refused",
    (text) => {
      expect(parseSecret(text)).toBeNull();
    },
  );

  test("a root key is told apart, and only with the prefix lk", () => {
    expect(parseSecret(generateSecret("lk", "root"))).toEqual({ kind: "root", prefix: "lk" });
    expect(parseSecret(generateSecret("sk", "root"))).toBeNull();
  });

  test("shows the prefix with four characters, and the last four", () => {
    const secret = generateSecret("acme", "test");
    const { start, last4 } = secretEnds(secret);
    expect(start).toBe(secret.slice(0, "acme_test_".length + 4));
    expect(secret.endsWith(last4)).toBe(true);
    expect(last4).toHaveLength(4);
  });

  test("draws its characters evenly", () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 500; i++)
      for (const c of generateSecret("sk", "live").slice(8, 51)) counts.set(c, (counts.get(c) ?? 0) + 1);
    expect(counts.size).toBe(62);
    // 21,500 draws of 62: 347 expected, standard deviation 18. Eight of them would never be seen.
    for (const n of counts.values()) expect(Math.abs(n - 347)).toBeLessThan(150);
  });

  test("is kept as 32 bytes of SHA-256", () => {
    expect(hashSecret("abc").toString("hex")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
