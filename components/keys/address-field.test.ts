import { expect, test } from "vitest";
import { normalRange } from "@/lib/platform/address";
import { addressFault, originFault } from "./address-field";

test.each([
  "203.0.113.7",
  "203.0.113.0/24",
  "0.0.0.0/0",
  "2001:db8::/32",
  "::1",
  "::/0",
  "::ffff:192.0.2.1",
  "203.0.113.0/33",
  "2001:db8::/129",
  "256.1.1.1",
  "1.2.3",
  "example.com",
  "1.2.3.4/8/9",
  "g::1",
  "",
])("%s is taken where the server takes it", (text) => {
  expect(addressFault(text) === null).toBe(normalRange(text) !== null);
});

test("an origin has no path", () => {
  expect(originFault("https://shop.example")).toBeNull();
  expect(originFault("http://localhost:3000")).toBeNull();
  for (const wrong of ["shop.example", "https://shop.example/a", "ftp://shop.example", "*"])
    expect(originFault(wrong)).toContain(wrong);
});
