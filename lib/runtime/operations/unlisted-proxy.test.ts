import { expect, test } from "vitest";
import { UnlistedProxy } from "./unlisted-proxy";

test.each(["x-forwarded-for", "forwarded", "x-real-ip"])(
  "%s from an unlisted peer is noticed, and logged once",
  (name) => {
    const logged: unknown[] = [];
    const proxy = new UnlistedProxy({ warn: (fields: unknown) => logged.push(fields) } as never, () => 5);
    proxy.note("10.0.0.1", { host: "keys.example.com" });
    expect(proxy.last).toBeNull();
    proxy.note("10.0.0.1", { [name]: "203.0.113.9" });
    proxy.note("10.0.0.2", { [name]: "203.0.113.9" });
    expect(proxy.last).toEqual({ peer: "10.0.0.2", at: 5 });
    expect(logged).toEqual([{ peer: "10.0.0.1" }]);
  },
);
