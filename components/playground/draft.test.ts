import { describe, expect, test } from "vitest";
import { addressOf, curlOf, type Draft, draftOf, elided, requestOf } from "./draft";

const SECRET = `sk_live_${"9fK2".padEnd(45, "x")}6wbY`;
const empty = draftOf(
  {
    key: null,
    permissions: null,
    ip: null,
    origin: null,
    limitCost: null,
    cost: null,
  },
  null,
);
const full: Draft = {
  ...empty,
  key: { id: "key_1", name: "billing-worker" },
  permissions: " orders:read ",
  ip: "203.0.113.24",
  limit: "requests",
  limitCost: "0",
  cost: "2",
  tag: "path=/it's",
};

describe("a draft", () => {
  test("becomes the request that a backend would send", () => {
    expect(requestOf(full)).toEqual({
      keyId: "key_1",
      permissions: "orders:read",
      ip: "203.0.113.24",
      ratelimits: [{ name: "requests", cost: 0 }],
      cost: 2,
      tags: ["path=/it's"],
    });
    expect(requestOf({ ...empty, secret: ` ${SECRET}\n` })).toEqual({ key: SECRET });
  });

  test("stands in the address and comes back from it, beside what is there already", () => {
    const url = new URL(
      addressOf(full, new URL("http://localhost/w/playground?env=test&origin=old")),
      "http://x",
    );
    expect(url.searchParams.get("env")).toBe("test");
    expect(url.searchParams.has("origin")).toBe(false);
    const param = (name: string) => url.searchParams.get(name);
    const back = draftOf(
      {
        key: param("key"),
        permissions: param("permissions"),
        ip: param("ip"),
        origin: param("origin"),
        limitCost: param("limitCost"),
        cost: param("cost"),
      },
      full.key,
    );
    expect(back).toEqual({ ...full, permissions: full.permissions.trim(), limit: "", tag: "" });
  });

  test("puts into an address only what reads as what its field is for, so no secret of any form", () => {
    const foreign = ["hunter2", "9f86d081884c7d659a2feaa0c55ad015", "unkey_3ZbYk7sTg2Gm9Qw4HnLrXc", "a b"];
    const fields = ["permissions", "ip", "origin", "limit", "limitCost", "cost", "tag"] as const;
    for (const value of [
      SECRET,
      `"${SECRET}"`,
      SECRET.slice(0, 20),
      `lk_root_${"x".repeat(49)}`,
      ...foreign,
    ]) {
      const draft = { ...empty, secret: value };
      for (const field of fields) draft[field] = value;
      expect(addressOf(draft, new URL("http://localhost/w/playground?env=test")), value).toBe(
        "/w/playground?env=test",
      );
    }
    for (const wrapped of [`https://${SECRET}.example`, `orders:${foreign[1]}`, `orders:${SECRET}`]) {
      const draft = { ...empty, permissions: wrapped, origin: wrapped };
      expect(addressOf(draft, new URL("http://localhost/w/playground")), wrapped).toBe("/w/playground");
    }
    const right = { ...empty, ip: "2001:db8::1", origin: "https://shop.example", permissions: "a:b OR c:*" };
    expect([...new URL(addressOf(right, new URL("http://x/w")), "http://x").searchParams.keys()]).toEqual([
      "permissions",
      "ip",
      "origin",
    ]);
  });

  test("never writes a secret into a command", () => {
    expect(curlOf({ ...full, secret: SECRET }, "http://localhost")).not.toContain("sk_live_");
    expect(elided(SECRET)).toBe("sk_live_9fK2…6wbY");
    expect(elided("imported-key-of-before")).toBe("pasted value");
  });

  test("as a command stays one word of the shell", () => {
    const command = curlOf(full, "http://localhost:3000");
    expect(command).toContain("Bearer $LATCHKEY_ROOT_KEY");
    expect(command).toContain(`'{"key":"'"$KEY"'","permissions":"orders:read"`);
    expect(command).toContain(`"tags":["path=/it'\\''s"]}'`);
    expect(curlOf(empty, "http://localhost")).toContain(`-d '{"key":"'"$KEY"'"}'`);
  });
});
