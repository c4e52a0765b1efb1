import { expect, test } from "vitest";
import { secretIn } from "./secret-form";

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
