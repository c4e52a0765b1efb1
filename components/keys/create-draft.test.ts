import { expect, test } from "vitest";
import { draftOf, emptyFields } from "./create-draft";

const NOW = Date.parse("2026-11-24T14:32:07Z");

test("what was left alone is left out", () => {
  expect(draftOf({ ...emptyFields("api_1", "live"), name: "billing" }, "UTC", NOW)).toEqual({
    apiId: "api_1",
    name: "billing",
    environment: "live",
    permissions: [],
    expiresAt: null,
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
  const limit = { preset: "hour" as const, own: { ...fields.limit.own, limit: "7", count: "5" } };
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
