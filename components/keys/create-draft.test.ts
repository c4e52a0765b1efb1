import { expect, test } from "vitest";
import { draftOf, emptyFields } from "./create-draft";

const NOW = Date.parse("2026-11-24T14:32:07Z");

test("what was left alone is left out", () => {
  expect(draftOf({ ...emptyFields("api_1", "live"), name: "billing" }, "UTC", NOW)).toEqual({
    apiId: "api_1",
    name: "billing",
    environment: "live",
    permissions: [],
    ratelimits: [],
  });
});

test("presets and own values become the verb's", () => {
  const fields = {
    ...emptyFields("api_1", "test"),
    name: "billing",
    prefix: "acme",
    externalId: " customer_42 ",
    permissions: ["orders:read"],
    expiry: { choice: "30" as const, own: "" },
  };
  const own = fields.limit.own.map((row) => ({ ...row, limit: "7", count: "5" }));
  const limit = { preset: "hour" as const, own };
  expect(draftOf({ ...fields, limit }, "UTC", NOW)).toMatchObject({
    prefix: "acme",
    externalId: "customer_42",
    expiresAt: "2026-12-24T14:32:07.000Z",
    ratelimits: [{ name: "requests", limit: 1_000, windowMs: 3_600_000 }],
  });
  expect(draftOf({ ...fields, limit: { ...limit, preset: "own" } }, "UTC", NOW)?.ratelimits).toEqual([
    { name: "requests", limit: 7, windowMs: 300_000, autoApply: true },
  ]);
});

test("a date that is missing holds it back", () => {
  const fields = { ...emptyFields("api_1", "live"), expiry: { choice: "own" as const, own: "" } };
  expect(draftOf(fields, "UTC", NOW)).toBeNull();
});

test("a publishable key goes without prefix and roles, whatever was typed before", () => {
  const fields = {
    ...emptyFields("api_1", "live"),
    name: "shop",
    prefix: "acme",
    roles: ["reader"],
    publishable: true,
    allowedOrigins: ["https://shop.example"],
    credits: { kind: "monthly" as const, remaining: "1,000", amount: "500", day: "31" },
    metadata: '{ "plan": "pro" }',
  };
  expect(draftOf(fields, "UTC", NOW)).toEqual({
    apiId: "api_1",
    name: "shop",
    environment: "live",
    permissions: [],
    ratelimits: [],
    credits: { remaining: 1_000, refill: { interval: "monthly", amount: 500, day: 31 } },
    publishable: true,
    allowedOrigins: ["https://shop.example"],
    metadata: { plan: "pro" },
  });
});

test("metadata that is no object holds it back", () => {
  for (const metadata of ["{", "[]", "1"])
    expect(draftOf({ ...emptyFields("api_1", "live"), metadata }, "UTC", NOW)).toBeNull();
});
