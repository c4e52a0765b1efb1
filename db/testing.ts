import { randomBytes } from "node:crypto";
import { neonConfig } from "@neondatabase/serverless";
import { Client } from "pg";
import { type Database, openDatabase } from "./client";
import { openEmbedded } from "./embedded";

/** Set by `db/testing-setup.ts`: the dump of a migrated embedded database, or a server with a migrated template. */
export const TEMPLATE_FILE = "LATCHKEY_TEST_TEMPLATE";
export const SERVER_URL = "LATCHKEY_TEST_POSTGRES";
export const TEMPLATE_DATABASE = "latchkey_template";

/** Set by `db/testing-setup.ts` if the run goes over Neon's driver: the bridge's address. */
export const NEON_BRIDGE = "LATCHKEY_TEST_NEON_BRIDGE";

/** A connection is waited for as long as a busy machine may take to free one; the product gives up sooner. */
const PATIENT = { connectionTimeoutMillis: 20_000 };

/** Neon's driver, told where the bridge is instead of deriving that from a host of Neon's. */
function neonOverBridge(address: string): "neon" {
  neonConfig.wsProxy = () => address;
  neonConfig.useSecureWebSocket = false;
  // Neon asks for the password in the clear and may be told it at once; a plain server asks in its own way.
  neonConfig.pipelineConnect = false;
  return "neon";
}

export async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function onPostgres(url: string): Promise<Database> {
  const name = `latchkey_${randomBytes(6).toString("hex")}`;
  await onServer(url, `create database ${name} template ${TEMPLATE_DATABASE}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const bridge = process.env[NEON_BRIDGE];
  const driver = bridge ? neonOverBridge(bridge) : "pg";
  const database = openDatabase({ connectionString: own.href, ...PATIENT }, () => {}, driver);
  return {
    ...database,
    close: async () => {
      await database.close();
      await onServer(url, `drop database ${name} with (force)`);
    },
  };
}

/** A migrated, empty database for one test file: embedded, or on the PostgreSQL server that the run was given. */
export async function testDatabase(): Promise<Database> {
  const url = process.env[SERVER_URL];
  if (url) return onPostgres(url);
  const template = process.env[TEMPLATE_FILE];
  if (!template) throw new Error("the test run was not set up: db/testing-setup.ts makes the template");
  const embedded = await openEmbedded(null, { loadFrom: template });
  const database = openDatabase({ ...embedded.pool, ...PATIENT });
  return {
    ...database,
    close: async () => {
      await database.close();
      await embedded.close();
    },
  };
}
