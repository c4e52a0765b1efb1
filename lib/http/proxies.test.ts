import { describe, expect, test } from "vitest";
import { callerAddress, type ForwardedFields, writtenCaller } from "./proxies";

const config = { trustedProxies: ["10.0.0.0/8", "fd00::/8", "192.0.2.1"] };
const PROXY = "10.0.0.1";
const caller = (fields: ForwardedFields, peer: string | undefined = PROXY) =>
  callerAddress(config, peer, fields);

/** How proxies write an address, and the address. */
const NODES: [node: string, address: string | null][] = [
  ["203.0.113.9", "203.0.113.9"],
  ["203.0.113.9:4711", "203.0.113.9"],
  ["2001:db8::7", "2001:db8::7"],
  ["[2001:db8::7]", "2001:db8::7"],
  ["[2001:db8::7]:443", "2001:db8::7"],
  ["2001:DB8:0:0::7", "2001:db8::7"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["[::ffff:203.0.113.9]:80", "203.0.113.9"],
  ["::ffff:cb00:7109", "203.0.113.9"],
  ["0:0:0:0:0:ffff:203.0.113.9", "203.0.113.9"],
  ["fe80::1%eth0", "fe80::1"],
  ["203.0.113.9:_port", "203.0.113.9"],
  ["unknown", null],
  ["_hidden", null],
  ["", null],
  ["203.0.113", null],
  ["203.0.113.9:", null],
  ["203.0.113.9:123456", null],
  ["[203.0.113.9]", null],
  ["[2001:db8::7", null],
  ["2001:db8::7]:443", null],
  ["203.0.113.9 6.6.6.6", null],
  ["example.com", null],
];

describe("the caller's address behind a listed proxy", () => {
  test.each(NODES)("is read from X-Forwarded-For: %s", (node, address) => {
    expect(caller({ forwardedFor: `6.6.6.6, ${node}` })).toBe(address);
    expect(caller({ forwardedFor: `6.6.6.6,${node},10.0.0.9:80, [fd00::1]:443` })).toBe(address);
  });

  test.each(NODES)("is read from Forwarded: %s", (node, address) => {
    expect(caller({ forwarded: `for=6.6.6.6, for="${node}"` })).toBe(address);
    expect(
      caller({ forwarded: `for=6.6.6.6;by=a, proto=https;For="${node}";by=10.0.0.1,for=10.0.0.9` }),
    ).toBe(address);
  });

  test.each([
    'for="203.0.113.9',
    'for="6.6.6.6, for=203.0.113.9',
    "for=203.0.113.9;",
    "for=6.6.6.6;for=203.0.113.9",
    "by=10.0.0.1",
    "203.0.113.9",
    "for 203.0.113.9",
    "for=203.0.113.9 x",
  ])("is unknown if Forwarded cannot be read: %s", (forwarded) => {
    expect(caller({ forwarded })).toBeNull();
  });

  test("is the one that both fields name, and unknown if they disagree", () => {
    expect(caller({ forwardedFor: "203.0.113.9", forwarded: 'for="203.0.113.9:1"' })).toBe("203.0.113.9");
    expect(caller({ forwardedFor: "203.0.113.9", forwarded: "for=198.51.100.1" })).toBeNull();
    expect(caller({ forwardedFor: "203.0.113.9", forwarded: "for=unknown" })).toBeNull();
  });

  test("is the proxy's own if it names nobody, and the farthest proxy's if it names only proxies", () => {
    expect(caller({})).toBe(PROXY);
    expect(caller({ forwardedFor: "10.0.0.7, 192.0.2.1" })).toBe("10.0.0.7");
  });
});

test("a peer that is not listed is the caller, whatever it says of others", () => {
  const fields = { forwardedFor: "203.0.113.9", forwarded: "for=203.0.113.9" };
  expect(caller(fields, "198.51.100.4")).toBe("198.51.100.4");
  expect(caller(fields, "::ffff:198.51.100.4")).toBe("198.51.100.4");
  expect(callerAddress({ trustedProxies: [] }, PROXY, fields)).toBe(PROXY);
  expect(callerAddress(config, undefined, fields)).toBeNull();
});

test("behind a host that writes the fields, they are read from right to left as well", () => {
  const written = (headers: Record<string, string>) => writtenCaller(config, new Headers(headers));
  expect(written({ "x-forwarded-for": "6.6.6.6, 203.0.113.9:80, 10.0.0.3" })).toBe("203.0.113.9");
  expect(written({ forwarded: 'for="[2001:db8::7]:1";proto=https' })).toBe("2001:db8::7");
  expect(written({ "x-forwarded-for": "unknown" })).toBeNull();
  expect(written({})).toBeNull();
});
