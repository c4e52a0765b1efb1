import { expect, test } from "vitest";
import { looksForeign, mayBeInAddress, secretIn } from "./secret-form";

const random = "7mXaPglkRVt7MhnF3db74YTNYlkuG22f5nEswMsW6cS4Wl5DS".padEnd(49, "x");
const secret = `sk_live_${random}`;

test.each([
  secret,
  ` ${secret}\n`,
  `"${secret}"`,
  `Authorization: Bearer ${secret}`,
  `ORDERS_API_KEY=${secret}`,
])("%j holds a whole secret", (text) => {
  expect(secretIn(text)).toEqual({ kind: "key", secret });
});

test("a root key and a cut-off secret are known, so that they stay out of the address", () => {
  expect(secretIn(`lk_root_${random}`)).toEqual({ kind: "root" });
  expect(secretIn(secret.slice(0, 30))).toEqual({ kind: "part" });
  expect(secretIn(`x_test_${random.slice(0, 12)}`)).toEqual({ kind: "part" });
});

test.each([
  "billing-worker",
  "sk_live_9fK2",
  "sk_live_9fK2…6wbY",
  "key_01JNEX7Q4M0000000000000000",
  "customer_42",
  "",
])("%j is searched for as it is", (text) => {
  expect(secretIn(text)).toEqual({ kind: "none" });
});

test.each([
  "unkey_3ZbYk7sTg2Gm9Qw4HnLrXc",
  "9f86d081884c7d659a2feaa0c55ad015",
  "0b6f6c0e-3f8b-4b7e-9a41-2f9d1c7e5a10",
  "Bearer dGhpcyBpcyBub3QgYSBzZWNyZXQ9MQ==",
])("%j may be a secret of another product", (text) => {
  expect(looksForeign(text)).toBe(true);
});

test.each([
  "billing-worker",
  "key_01JNEX7Q4M0000000000000000",
  "customer_42",
  "orders:read AND (invoices:write OR admin:*)",
  "warehouse-scanner-eu",
  "203.0.113.24",
])("%j is no secret of another product", (text) => {
  expect(looksForeign(text)).toBe(false);
});

test("an address holds neither a secret nor a null character", () => {
  for (const text of [secret, `"${secret}"`, `lk_root_${random}`, secret.slice(0, 30), "a\u0000b"])
    expect(mayBeInAddress(text), text).toBe(false);
  for (const text of ["", "billing-worker", "sk_live_9fK2", "key_01JNEX7Q4M0000000000000000"])
    expect(mayBeInAddress(text), text).toBe(true);
});
