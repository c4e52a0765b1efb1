import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { originFault } from "./origin";

const set = (appUrl: string) => ({ appUrl, appUrlIsSet: true });
const unset = { appUrl: "http://localhost:3000", appUrlIsSet: false };

describe("with APP_URL set, an action", () => {
  const config = set("https://keys.example:8443");

  test.each(["keys.example:8443", "keys.example", "10.0.0.7:3000", "evil.example", null])(
    "of its own pages passes whatever the Host: %s",
    (host) => expect(originFault(config, "https://keys.example:8443", host)).toBeNull(),
  );

  test.each([
    ["another site", "https://evil.example", "https://evil.example"],
    ["another port", "https://keys.example", "https://keys.example"],
    ["another scheme", "http://keys.example:8443", "http://keys.example:8443"],
    [
      "a host that begins alike",
      "https://keys.example.evil.example:8443",
      "https://keys.example.evil.example:8443",
    ],
    ["a sandboxed page", "null", "a page without an origin"],
    ["something else", "not an origin", "a page without an origin"],
    ["a URL without a host", "data:text/html,x", "a page without an origin"],
  ])("of %s is refused, with both addresses", (_what, origin, named) => {
    // Also where Host was forged to fit.
    const host = URL.canParse(origin) ? new URL(origin).host : "keys.example:8443";
    const fault = originFault(config, origin, host);
    expect(fault).toContain(`came from ${named},`);
    expect(fault).toContain("https://keys.example:8443 (APP_URL)");
  });
});

describe("without APP_URL, an action", () => {
  test("of a page of the host that was asked passes, by whatever name", () => {
    for (const host of ["localhost:3000", "127.0.0.1:3000", "keys.lan:3000", "[::1]:3000"])
      expect(originFault(unset, `http://${host}`, host)).toBeNull();
  });

  test("of any other page is refused, and the sentence says what to set", () => {
    const fault = originFault(unset, "https://keys.example:8443", "keys.example");
    expect(fault).toContain("https://keys.example:8443");
    expect(fault).toContain("asked for keys.example.");
    expect(fault).toContain("set APP_URL");
    expect(originFault(unset, "null", "localhost:3000")).toContain("a page without an origin");
  });
});

test("a call without an origin is no page's", () => {
  expect(originFault(set("https://keys.example"), null, "evil.example")).toBeNull();
});

test("with APP_URL set, Host never decides", () => {
  const sites = fc.webUrl().map((url) => new URL(url).origin);
  fc.assert(
    fc.property(sites, sites, fc.option(fc.domain()), (appUrl, origin, host) => {
      const passes = originFault(set(appUrl), origin, host) === null;
      return passes === (appUrl === origin);
    }),
  );
});
