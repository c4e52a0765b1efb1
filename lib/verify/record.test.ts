import { hash } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { createKey } from "../keys/create-key";
import { generateSecret } from "../keys/secret";
import { testWorkspace, useRuntime } from "../testing";
import { secretLoader } from "./record";

const rt = useRuntime();
afterEach(() => {
  vi.restoreAllMocks();
});

const hashOf = (secret: string) => hash("sha256", secret, "base64");

test("look-ups of one turn share a query, each with what is its own", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const made = [];
  for (let i = 0; i < 3; i++) made.push(await createKey(ctx, { apiId, name: `key ${i}` }));
  const query = vi.spyOn(rt().pool, "query");
  const load = secretLoader(rt().pool);
  const unknown = generateSecret("sk", "live");
  const asked = [...made.map(({ secret }) => secret), unknown, made[0]?.secret ?? ""];
  const found = await Promise.all(asked.map((secret) => load(hashOf(secret))));
  expect(found.map((record) => record?.key.name ?? null)).toEqual(["key 0", "key 1", "key 2", null, "key 0"]);
  expect(query).toHaveBeenCalledTimes(1);
});

test("a database that does not answer is told to each, and the next look-up asks again", async () => {
  const query = vi.spyOn(rt().pool, "query").mockRejectedValue(new Error("Connection terminated"));
  const load = secretLoader(rt().pool);
  const outcomes = await Promise.allSettled(Array.from({ length: 250 }, () => load(hashOf("a"))));
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
  query.mockRestore();
  expect(await load(hashOf("a"))).toBeNull();
});
