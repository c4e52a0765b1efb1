import { describe, expect, test } from "vitest";
import { createKey } from "@/lib/keys/create-key";
import { getKey } from "@/lib/keys/get-key";
import { revokeKey } from "@/lib/keys/revoke-key";
import { updateKey } from "@/lib/keys/update-key";
import { parsePermissionQuery } from "@/lib/permissions/query";
import { rotateKey } from "@/lib/rotation/rotate-key";
import { testWorkspace, useRuntime } from "@/lib/testing";
import { explain } from "@/lib/verify/explain";
import type { CheckRequest } from "./actions";
import { missingOf, remedyOf } from "./remedy";

const rt = useRuntime();

async function keyWith(wanted: Record<string, unknown> = {}) {
  const { ctx, apiId } = await testWorkspace(rt());
  const { key, secret } = await createKey(ctx, { apiId, name: "k", ...wanted } as never);
  const remedy = async (asked: Omit<CheckRequest, "keyId"> = {}) => {
    const request: CheckRequest = asked.key === undefined ? { keyId: key.id, ...asked } : asked;
    const explanation = await explain(ctx, request);
    const found = explanation.answer.code === "NOT_FOUND" ? null : await getKey(ctx, key.id);
    return remedyOf("w", { explanation, key: found, lifetimes: null, callsLastHour: null }, request);
  };
  return { ctx, key, secret, remedy };
}

describe("what is missing for a query", () => {
  const missing = (text: string, ...held: string[]) => {
    const parsed = parsePermissionQuery(text);
    if ("error" in parsed) throw new Error(parsed.error.message);
    return missingOf(parsed.query, (name) => held.includes(name));
  };
  test("is the fewest permissions that make it hold", () => {
    expect(missing("a:r", "a:r")).toEqual([]);
    expect(missing("a:r AND (b:w OR c:w)", "a:r")).toEqual(["b:w"]);
    expect(missing("a:r AND b:w OR c:w")).toEqual(["c:w"]);
    expect(missing("a:r AND b:w AND a:r")).toEqual(["a:r", "b:w"]);
  });
});

describe("a remedy", () => {
  test("is none for what passes", async () => {
    const { remedy } = await keyWith();
    expect(await remedy()).toBeNull();
  });

  test("that changes the key lets the same call through", async () => {
    for (const [wanted, change, asked] of [
      [{ permissions: ["orders:read"] }, {}, { permissions: "orders:read AND orders:write" }],
      [{}, { enabled: false }, {}],
      [{ ipAllowlist: ["198.51.100.0/24"] }, {}, { ip: "203.0.113.24" }],
      [
        { publishable: true, permissions: ["orders:read"], allowedOrigins: ["https://a.example"] },
        {},
        { origin: "https://b.example" },
      ],
    ] as const) {
      const { ctx, key, remedy } = await keyWith(wanted);
      await updateKey(ctx, key.id, change);
      const found = await remedy(asked);
      expect(found?.kind).toBe("change");
      if (found?.kind === "change") await updateKey(ctx, key.id, found.change as never);
      expect((await explain(ctx, { keyId: key.id, ...asked })).answer.code).toBe("VALID");
    }
  });

  test("asks for the address where none was passed on", async () => {
    const { remedy } = await keyWith({ ipAllowlist: ["198.51.100.0/24"] });
    expect(await remedy()).toMatchObject({ kind: "field", field: "ip" });
  });

  test("leads to the limits and credits, and past what is final", async () => {
    const limits = await keyWith({ ratelimits: [{ name: "requests", limit: 1, windowMs: 60_000 }] });
    expect(await limits.remedy({ cost: 2 })).toMatchObject({ kind: "dialog", dialog: "limits" });
    const credits = await keyWith({ credits: { remaining: 1 } });
    expect(await credits.remedy({ cost: 2 })).toMatchObject({
      kind: "link",
      href: `/w/keys/${credits.key.id}`,
    });
    await revokeKey(credits.ctx, credits.key.id);
    expect(await credits.remedy()).toMatchObject({ kind: "link", href: "/w/keys?create=1" });
    expect(await credits.remedy({ key: "sk_live_x" })).toMatchObject({ kind: "field", field: "secret" });
  });

  test("for a retired secret is the newest one", async () => {
    const { ctx, key, secret, remedy } = await keyWith();
    await rotateKey(ctx, key.id, { overlapSeconds: 0 });
    expect(await remedy({ key: secret })).toMatchObject({ kind: "newest" });
  });
});
