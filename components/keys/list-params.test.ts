import { expect, test } from "vitest";
import { keyHref, listHref, loadKeyListParams } from "./list-params";

test("an address and what it means are each other's inverse", () => {
  const params = loadKeyListParams({
    state: "revoked",
    q: "a b&c",
    env: "test",
    api: "api_1",
    cursor: "key_1",
  });
  const href = listHref("acme", params, { cursor: "key_1" });
  expect(href).toBe("/acme/keys?state=revoked&q=a+b%26c&env=test&api=api_1&cursor=key_1");
  expect(loadKeyListParams(new URLSearchParams(href.split("?")[1]))).toEqual(params);
});

test("another view begins at its first page, and defaults are left out", () => {
  const params = loadKeyListParams({ state: "nonsense", cursor: "key_1" });
  expect(listHref("acme", params, { state: null })).toBe("/acme/keys");
  expect(listHref("acme", params, { state: "active" })).toBe("/acme/keys?state=active");
  expect(keyHref("acme", "key_1", params)).toBe("/acme/keys/key_1");
  expect(keyHref("acme", "key_1", { env: "test", api: "api_1" })).toBe("/acme/keys/key_1?env=test&api=api_1");
});
