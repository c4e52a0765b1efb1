import { mkdtempSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { openDatabase } from "@/db/client";
import { openEmbedded } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { createKey } from "@/lib/keys/create-key";
import { createRootKey } from "@/lib/root-keys/create-root-key";
import { testRuntime, testWorkspace } from "@/lib/testing";
import { type Answer, send, startServer } from "@/server/testing";

/** A workspace on a running server: its root key, an API, and keys of it. */
export type Tenant = {
  apiId: string;
  keys: string[];
  call(method: string, path: string, body?: unknown, timeoutMs?: number): Promise<Answer>;
};

type Made = { apiId: string; root: string; keys: string[] };

/** The built server on an embedded database that has two workspaces which know nothing of each other. */
export async function twoWorkspaces(env: Record<string, string> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-faults-"));
  const [hostile, quiet] = await fill(folder);
  const server = await startServer({ DATA_DIR: folder, ...env });
  const agent = new Agent({ keepAlive: true });
  const tenant = ({ apiId, root, keys }: Made): Tenant => ({
    apiId,
    keys,
    call: (method, at, body, timeoutMs = 120_000) =>
      send(agent, server.port, { method, path: at, root, timeoutMs }, body),
  });
  return {
    server,
    hostile: tenant(hostile),
    quiet: tenant(quiet),
    stop: async () => {
      agent.destroy();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fill(folder: string): Promise<[Made, Made]> {
  const embedded = await openEmbedded(path.join(folder, "postgres"));
  const database = openDatabase(embedded.pool);
  await migrateDatabase(database.db);
  const close = async () => {
    await database.close();
    await embedded.close();
  };
  const rt = await testRuntime({}, { ...database, close });
  const make = async (): Promise<Made> => {
    const { ctx, apiId } = await testWorkspace(rt);
    const { secret: root } = await createRootKey(ctx, { name: "campaign", permissions: ["*"] });
    const keys: string[] = [];
    for (let i = 0; i < 200; i++) keys.push((await createKey(ctx, { apiId, name: `key ${i}` })).secret);
    return { apiId, root, keys };
  };
  try {
    return [await make(), await make()];
  } finally {
    await rt.close();
  }
}
