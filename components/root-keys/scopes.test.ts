import { expect, test } from "vitest";
import { SCOPES } from "@/lib/platform/context";
import { lost, presetLabel, SCOPE_GROUPS, toggled, wholeToggled } from "./scopes";

const group = (resource: string) => {
  const found = SCOPE_GROUPS.find((each) => each.resource === resource);
  if (!found) throw new Error(`no group ${resource}`);
  return found;
};

test("the tree has every permission there is, each under its resource", () => {
  const shown = SCOPE_GROUPS.flatMap((each) => each.scopes.map((one) => one.scope));
  expect(shown.toSorted()).toEqual([...SCOPES].toSorted());
  for (const each of SCOPE_GROUPS)
    for (const { scope } of each.scopes) expect(scope.split(":")[0]).toBe(each.resource);
});

test("all of a resource is its wildcard; taken apart, the others stay", () => {
  const all = wholeToggled(new Set(["apis:read", "usage:read"]), group("apis"), true);
  expect([...all]).toEqual(["usage:read", "apis:*"]);
  expect([...toggled(all, "apis:delete", false)].toSorted()).toEqual([
    "apis:create",
    "apis:read",
    "apis:update",
    "usage:read",
  ]);
  expect([...wholeToggled(all, group("apis"), false)]).toEqual(["usage:read"]);
});

test("what a change takes away, wildcards told apart", () => {
  expect(lost(["keys:*"], ["keys:read", "keys:verify", "keys:create", "keys:update"])).toEqual([
    "keys:rotate",
    "keys:revoke",
  ]);
  expect(lost(["*"], ["*"])).toEqual([]);
  expect(presetLabel(["keys:verify"])).toBe("Verify only");
});
