import { hash } from "node:crypto";
import type { Pool } from "pg";
import { expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { generateSecret } from "../keys/secret";
import { testWorkspace, useRuntime } from "../testing";
import { secretLoader } from "./record";

const rt = useRuntime();
const hashOf = (secret: string) => hash("sha256", secret, "base64");

test("look-ups of one turn share a query, each with what is its own", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const made = [];
  for (let i = 0; i < 3; i++) made.push(await createKey(ctx, { apiId, name: `key ${i}` }));
  let queries = 0;
  const pool = {
    query: (...args: unknown[]) => {
      queries++;
      return Reflect.apply(rt().pool.query, rt().pool, args);
    },
  } as unknown as Pool;
  const load = secretLoader(pool);
  const unknown = generateSecret("sk", "live");
  const asked = [...made.map(({ secret }) => secret), unknown, made[0]?.secret ?? ""];
  const found = await Promise.all(asked.map((secret) => load(hashOf(secret))));
  expect(found.map((record) => record?.key.name ?? null)).toEqual(["key 0", "key 1", "key 2", null, "key 0"]);
  expect(queries).toBe(1);
});

test("a database that does not answer is told to each, and the next look-up asks again", async () => {
  let away = true;
  const pool = {
    query: (...args: unknown[]) =>
      away
        ? Promise.reject(new Error("Connection terminated"))
        : Reflect.apply(rt().pool.query, rt().pool, args),
  } as unknown as Pool;
  const load = secretLoader(pool);
  const outcomes = await Promise.allSettled(Array.from({ length: 250 }, () => load(hashOf("a"))));
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
  away = false;
  expect(await load(hashOf("a"))).toBeNull();
});
