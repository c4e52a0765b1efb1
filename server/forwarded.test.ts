import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import type { Config } from "@/lib/platform/config";
import { forwarded } from "./forwarded";

const config = (trustedProxies: string[]) =>
  ({ appUrl: "https://keys.example", authSecret: "a secret for tests", trustedProxies }) as Config;

function after(trusted: string[], peer: string, headers: Record<string, string>) {
  const req = {
    socket: { remoteAddress: peer },
    headers: { host: "keys.example", ...headers },
  } as unknown as IncomingMessage;
  forwarded(config(trusted), { note: (from) => noticed.push(from) })(req);
  return req.headers;
}
const noticed: string[] = [];

const FORGED = {
  "x-forwarded-host": "evil.example",
  "x-forwarded-for": "198.51.100.1",
  forwarded: "for=1.2.3.4",
};

describe("forwarded headers", () => {
  test("of a stranger are overwritten", () => {
    expect(after([], "203.0.113.5", FORGED)).toEqual({
      host: "keys.example",
      "x-forwarded-host": "keys.example",
      "x-forwarded-for": "203.0.113.5",
      "x-forwarded-proto": "http",
      "x-latchkey-seen": expect.any(String),
    });
  });

  test("of a listed proxy are believed, up to the first hop that is not listed", () => {
    const headers = {
      "x-forwarded-for": "6.6.6.6, 198.51.100.7, 10.0.0.9",
      "x-forwarded-host": "keys.example",
    };
    const { forwarded: own, ...kept } = after(["10.0.0.0/8"], "::ffff:10.0.0.1", headers);
    expect(kept["x-forwarded-for"]).toBe("198.51.100.7");
    expect(own).toBeUndefined();
    expect(after(["fd00::/8"], "fd00::1", headers)).toMatchObject({ "x-forwarded-for": "10.0.0.9" });
  });

  test("that name no client are replaced by one that is no address, not by the proxy's", () => {
    const headers = { "x-forwarded-for": "198.51.100.7, unknown" };
    expect(after(["10.0.0.0/8"], "10.0.0.1", headers)["x-forwarded-for"]).toBe("unknown");
    expect(after(["10.0.0.0/8"], "10.0.0.1", {})["x-forwarded-for"]).toBe("10.0.0.1");
  });

  test.each(["10.0.0.0/33", "fd00::/129", "proxy.internal", "10.0.0.1/x"])(
    "a list with %s stops the start",
    (entry) => {
      expect(() => forwarded(config([entry]), { note: () => {} })).toThrow(
        `TRUSTED_PROXIES: ${entry} is not`,
      );
    },
  );

  test("are noticed of a peer that is not listed", () => {
    noticed.length = 0;
    after(["10.0.0.0/8"], "10.0.0.1", { "x-forwarded-for": "198.51.100.1" });
    expect(noticed).toEqual([]);
    after(["10.0.0.0/8"], "192.0.2.1", { "x-forwarded-for": "198.51.100.1" });
    expect(noticed).toEqual(["192.0.2.1"]);
  });

  test("are not noticed when this server fetches a page from itself, which nobody else can pretend", () => {
    const copied = after([], "192.0.2.1", {}) as Record<string, string>;
    noticed.length = 0;
    after([], "127.0.0.1", copied);
    expect(noticed).toEqual([]);
    after([], "127.0.0.1", { ...copied, "x-latchkey-seen": "forged" });
    expect(noticed).toEqual(["127.0.0.1"]);
  });
});
