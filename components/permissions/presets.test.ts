import { describe, expect, test } from "vitest";
import { grantOf, resourcesOf, withPermission } from "./catalogue";
import { atLevel, levelsOf, presetOf, presetPermissions, writable } from "./presets";

const OFFERED = ["orders:read", "orders:refund", "orders:write", "reports:view", "users:delete"];

describe("the catalogue", () => {
  test("is grouped by resource", () => {
    expect(resourcesOf(["b:y", "a:x", "b:x", "c:*", "*"])).toEqual([
      { resource: "a", actions: ["x"] },
      { resource: "b", actions: ["x", "y"] },
      { resource: "c", actions: [] },
    ]);
  });

  test("says how a permission is granted, and a wildcard takes the place of what it covers", () => {
    expect(grantOf(["orders:*"], "orders", "read")).toBe("wildcard");
    expect(grantOf(["*"], "orders", "read")).toBe("wildcard");
    expect(grantOf(["orders:read"], "orders", "read")).toBe("exact");
    expect(grantOf(["ordersx:*"], "orders", "read")).toBe("none");
    expect(withPermission(["orders:read", "ordersx:read"], "orders:*", true)).toEqual([
      "orders:*",
      "ordersx:read",
    ]);
    expect(withPermission(["orders:*"], "orders:*", false)).toEqual([]);
  });
});

describe("presets", () => {
  test("full is every resource whole, read-only what reads of each", () => {
    expect(presetPermissions("full", OFFERED)).toEqual(["orders:*", "reports:*", "users:*"]);
    expect(presetPermissions("read-only", OFFERED)).toEqual(["orders:read", "reports:view", "users:read"]);
  });

  test("levels give what reads, or all that is offered", () => {
    expect(atLevel([], OFFERED, "orders", "write")).toEqual(["orders:read", "orders:refund", "orders:write"]);
    expect(atLevel(["orders:write", "users:delete"], OFFERED, "orders", "read")).toEqual([
      "orders:read",
      "users:delete",
    ]);
    expect(atLevel(["orders:*"], OFFERED, "orders", "none")).toEqual([]);
    expect([writable(OFFERED, "orders"), writable(OFFERED, "reports")]).toEqual([true, false]);
  });

  test("are recognised again, and what is none of them is custom", () => {
    for (const preset of ["full", "read-only"] as const)
      expect(presetOf(presetPermissions(preset, OFFERED), OFFERED)).toBe(preset);
    expect(presetOf([], OFFERED)).toBe("restricted");
    expect(presetOf(atLevel([], OFFERED, "orders", "write"), OFFERED)).toBe("restricted");
    expect(Object.fromEntries(levelsOf(["orders:read"], OFFERED) ?? [])).toEqual({
      orders: "read",
      reports: "none",
      users: "none",
    });
    for (const values of [["orders:write"], ["orders:*"], ["*"], ["elsewhere:read"]])
      expect(presetOf(values, OFFERED)).toBe("custom");
  });
});
