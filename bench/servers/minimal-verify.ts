// The least that can be called a verification: parse, SHA-256, a Map, a counter, a buffered event. No root key, no
// validation, no order of checks, no window that slides, nothing written. The same for every server beside ours.
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";

export const ANSWER_HEADERS = { "Content-Type": "application/json", "Cache-Control": "no-store" };

/** An answer of the form and size of the product's. */
export function sampleAnswer(keyId: string) {
  return {
    valid: true,
    code: "VALID",
    keyId,
    secretId: "sec_01J00000000000000000000000",
    apiId: "api_01J00000000000000000000000",
    name: "bench key",
    environment: "live",
    identity: { id: "idn_01J00000000000000000000000", externalId: "customer_42", metadata: {} },
    permissions: ["orders:read"],
    roles: [],
    metadata: { plan: "pro" },
    expiresAt: null,
    credits: null,
    ratelimits: [
      {
        name: "requests",
        limit: 1_000_000_000,
        remaining: 999_999_999,
        windowMs: 60_000,
        resetAt: "2027-01-01T00:00:00.000Z",
        exceeded: false,
      },
    ],
    rotation: null,
    requestId: "req_01J00000000000000000000000",
  };
}

type Known = { keyId: string; permissions: Set<string>; count: number };

/** Reads the secrets, one a line, from the file that SECRETS_FILE names. */
export function minimalVerify(): (body: string) => string {
  const known = new Map<string, Known>();
  for (const [i, secret] of readFileSync(process.env.SECRETS_FILE ?? "", "utf8")
    .split("\n")
    .entries())
    known.set(hash("sha256", secret, "base64"), {
      keyId: `key_${i}`,
      permissions: new Set(["orders:read"]),
      count: 0,
    });
  let events: { at: number; keyId: string; code: string }[] = [];
  setInterval(() => {
    events = [];
  }, 500).unref();
  return (text) => {
    const body = JSON.parse(text) as { key: string; permissions: string };
    const found = known.get(hash("sha256", body.key, "base64"));
    if (!found?.permissions.has(body.permissions)) return '{"valid":false,"code":"NOT_FOUND"}';
    found.count++;
    events.push({ at: Date.now(), keyId: found.keyId, code: "VALID" });
    return JSON.stringify(sampleAnswer(found.keyId));
  };
}
