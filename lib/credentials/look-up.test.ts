import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { createKey } from "../keys/create-key";
import { generateSecret } from "../platform/secret";
import { testWorkspace, useRuntime } from "../testing";
import { proofLoader } from "./look-up";

const rt = useRuntime();

const hashOf = (secret: string) => hash("sha256", secret, "base64");

test("each hash gets what is its own, in the order asked for, also twice", async () => {
  const { ctx, apiId } = await testWorkspace(rt());
  const expiresAt = "2031-02-03T04:05:06.789Z";
  const made = [];
  for (let i = 0; i < 3; i++) made.push(await createKey(ctx, { apiId, name: `key ${i}`, expiresAt }));
  const asked = [...made.map(({ secret }) => secret), generateSecret("sk", "live"), made[0]?.secret ?? ""];
  const found = await proofLoader(rt().pool)(asked.map(hashOf));
  expect(found.map((proof) => proof?.credential.name ?? null)).toEqual([
    "key 0",
    "key 1",
    "key 2",
    null,
    "key 0",
  ]);
  expect(found[0]?.credential).toMatchObject({ expiresAt: Date.parse(expiresAt), revokedAt: null });
});

test("throws if the database does not answer", async () => {
  const { pool } = rt();
  const gone = { query: () => Promise.reject(new Error("Connection terminated")) } as unknown as typeof pool;
  await expect(proofLoader(gone)([hashOf("a")])).rejects.toThrow("terminated");
});

test("the database plans the look-up once, and not anew for every number of hashes", async () => {
  const { pool } = rt();
  const client = await pool.connect();
  try {
    const load = proofLoader(client as unknown as typeof pool);
    for (let asked = 1; asked <= 20; asked++)
      await load(Array.from({ length: asked }, (_, i) => hashOf(`${i}`)));
    const { rows } = await client.query(
      "select custom_plans::int from pg_prepared_statements where name = 'proofs-by-hash'",
    );
    // PostgreSQL makes its first five plans for the values at hand, and then compares.
    expect(rows).toEqual([{ custom_plans: 5 }]);
  } finally {
    client.release();
  }
});
