import { describe, expect, test } from "vitest";
import { normalRange, rangeTest } from "./address";

describe("an allowlist", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["203.0.113.0/24", "203.0.113.0/24"],
    ["2001:db8::/32", "2001:db8::/32"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.0/120", "192.0.2.0/24"],
    ["0.0.0.0/0", "0.0.0.0/0"],
  ])("takes %s as %s", (given, normal) => expect(normalRange(given)).toBe(normal));

  test.each([
    "203.0.113.0/33",
    "2001:db8::/129",
    "203.0.113",
    "example.com",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "",
    "::ffff:10.0.0.0/90",
    "10.0.0.0/-1",
  ])("refuses %j", (given) => expect(normalRange(given)).toBeNull());

  test.each([
    [["203.0.113.0/24"], "203.0.113.255", true],
    [["203.0.113.0/24"], "203.0.114.0", false],
    [["203.0.113.0/24"], "::ffff:203.0.113.9", true],
    [["2001:db8::/32"], "2001:db8:ffff::1", true],
    [["2001:db8::/32"], "2001:db9::1", false],
    [["198.51.100.4"], "198.51.100.4", true],
    [["198.51.100.4", "10.0.0.0/8"], "10.200.3.4", true],
    [["0.0.0.0/0"], "2001:db8::1", false],
  ])("%j and %s: %s", (ranges, address, inside) => expect(rangeTest(ranges)(address)).toBe(inside));
});
