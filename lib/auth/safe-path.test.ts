import { expect, test } from "vitest";
import { safePath } from "./safe-path";

test.each([
  ["/acme/keys?env=test#top", "/acme/keys?env=test#top"],
  ["/", "/"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["https://evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["acme", "/"],
  ["", "/"],
  [undefined, "/"],
  [["/a", "/b"], "/"],
])("after signing in, %j leads to %s", (given, path) => {
  expect(safePath(given)).toBe(path);
});
