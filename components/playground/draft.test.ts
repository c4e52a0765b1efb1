import { describe, expect, test } from "vitest";
import { addressOf, curlOf, type Draft, draftOf, elided, requestOf } from "./draft";

const SECRET = `sk_live_${"9fK2".padEnd(45, "x")}6wbY`;
const empty = draftOf(
  {
    key: null,
    permissions: null,
    ip: null,
    origin: null,
    limit: null,
    limitCost: null,
    cost: null,
    tag: null,
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
        limit: param("limit"),
        limitCost: param("limitCost"),
        cost: param("cost"),
        tag: param("tag"),
      },
      full.key,
    );
    expect(requestOf(back)).toEqual(requestOf(full));
  });

  test("never puts a secret into an address or a command, whichever field it was pasted into", () => {
    for (const draft of [
      { ...full, secret: SECRET },
      { ...full, tag: SECRET },
      { ...full, permissions: `"${SECRET}"` },
      { ...full, origin: SECRET.slice(0, 20) },
    ])
      expect(addressOf(draft, new URL("http://localhost/w/playground"))).not.toContain("sk_live_");
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
