import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ipAllowlistField } from "../keys/fields";
import { isWithin, normalRange, plainAddress, rangeTest } from "./address";

describe("an allowlist", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["203.0.113.0/24", "203.0.113.0/24"],
    ["2001:db8::/32", "2001:db8::/32"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.0/120", "192.0.2.0/24"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["::ffff:c000:201", "192.0.2.1"],
    ["0:0:0:0:0:FFFF:192.0.2.0/120", "192.0.2.0/24"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
    ["2001:DB8:0:0::/32", "2001:db8::/32"],
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
    "fe80::1%eth0",
    "fe80::%eth0/10",
    "::ffff:192.0.2.1%lo",
    "::ffff:0:0/95",
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
    [["::/0"], "192.0.2.1", false],
    [["::/0"], "::ffff:192.0.2.1", false],
    [["2000::/3"], "192.0.2.1", false],
    [["::ffff:0:0/96"], "192.0.2.1", true],
    [["192.0.2.0/24"], "::ffff:c000:201", true],
    [["fe80::/10"], "fe80::1%eth0", true],
    // Kept from when zones were taken: it opens nothing.
    [["fe80::1%eth0"], "fe80::1", false],
  ])("%j and %s: %s", (ranges, address, inside) => expect(rangeTest(ranges)(address)).toBe(inside));
});

test("an allowlist says that it takes no zone", () => {
  const { error } = ipAllowlistField.safeParse(["203.0.113.7", "fe80::1%eth0"]);
  expect(error?.issues).toMatchObject([{ path: [1], message: expect.stringContaining("zone") }]);
});

/** An address as its family and number: what the ranges are compared by here. */
type Numbered = { wide: boolean; value: bigint };

const hex = (value: bigint, parts: number) =>
  Array.from({ length: parts }, (_, i) => ((value >> BigInt(16 * (parts - 1 - i))) & 0xffffn).toString(16));
const dotted = (value: bigint) => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");

/** The ways in which the same address is written. */
const FORMS: ((address: Numbered) => string)[] = [
  ({ wide, value }) => (wide ? hex(value, 8).join(":") : dotted(value)),
  ({ wide, value }) => (wide ? hex(value, 8).join(":").toUpperCase() : `::ffff:${dotted(value)}`),
  ({ wide, value }) =>
    wide
      ? hex(value, 8)
          .map((part) => part.padStart(4, "0"))
          .join(":")
      : `::FFFF:${hex(value, 2).join(":")}`,
  ({ wide, value }) => (wide ? hex(value, 8).join(":") : `0:0:0:0:0:ffff:${dotted(value)}`),
];

const isMapped = (value: bigint) => value >> 32n === 0xffffn;
// Small numbers of set bits, so that two of them are often in one range.
const addresses = fc
  .record({ wide: fc.boolean(), set: fc.array(fc.nat(127), { maxLength: 4 }) })
  .map(({ wide, set }) => ({
    wide,
    value: set.reduce((value, bit) => value | (1n << BigInt(bit % (wide ? 128 : 32))), 0n),
  }))
  .filter(({ wide, value }) => !wide || !isMapped(value));
const forms = fc.constantFrom(...FORMS);
const shares = fc.nat(128);

/** Bits of a range of the address's family, and as they are written in one of its forms. */
function rangeOf(address: Numbered, form: (typeof FORMS)[number], share: number) {
  const bits = address.wide ? share : Math.min(share, 32);
  const text = form(address);
  return { text: `${text}/${!address.wide && text.includes(":") ? bits + 96 : bits}`, bits };
}

const holds = (range: Numbered, bits: number, { wide, value }: Numbered) => {
  const rest = BigInt((wide ? 128 : 32) - bits);
  return range.wide === wide && range.value >> rest === value >> rest;
};

test("an address is in a range if the families are the same and the first bits are, however both are written", () => {
  fc.assert(
    fc.property(addresses, forms, shares, addresses, forms, (base, baseForm, share, address, form) => {
      const range = rangeOf(base, baseForm, share);
      const normal = normalRange(range.text);
      const expected = holds(base, range.bits, address);
      return (
        normal !== null &&
        normalRange(normal) === normal &&
        rangeTest([range.text])(form(address)) === expected &&
        rangeTest([normal])(form(address)) === expected
      );
    }),
    { numRuns: 5_000 },
  );
});

test("a range is within another if that one is as wide or wider and holds its first address", () => {
  fc.assert(
    fc.property(addresses, forms, shares, addresses, forms, shares, (a, formA, shareA, b, formB, shareB) => {
      const [inner, outer] = [rangeOf(a, formA, shareA), rangeOf(b, formB, shareB)];
      return isWithin(inner.text, [outer.text]) === (outer.bits <= inner.bits && holds(b, outer.bits, a));
    }),
    { numRuns: 5_000 },
  );
});

test("an address has one plain form, and what is none stays as it is", () => {
  fc.assert(
    fc.property(addresses, forms, (address, form) => {
      const plain = plainAddress(form(address));
      return address.wide ? plain === form(address) : plain === dotted(address.value);
    }),
  );
  for (const text of ["", "unknown", "::ffff:", "::ffff:1.2.3", "::ffff:1.2.3.4.5", "::ffff:g:1", "a:b"])
    expect(plainAddress(text)).toBe(text);
});
