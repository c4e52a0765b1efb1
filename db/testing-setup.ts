import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openDatabase } from "./client";
import { openEmbedded } from "./embedded";
import { migrateDatabase } from "./migrate";
import {
  NEON_BRIDGE,
  onServer,
  REMEMBER_SHAPE,
  SERVER_URL,
  TEMPLATE_DATABASE,
  TEMPLATE_FILE,
} from "./testing";
import { websocketBridge } from "./websocket-bridge";

/** Once per test run: migrates one database, of which each test file gets a copy. */
export default async function setup(): Promise<() => void> {
  const url = process.env[SERVER_URL];
  if (url) {
    await onServer(url, `drop database if exists ${TEMPLATE_DATABASE} with (force)`);
    await onServer(url, `create database ${TEMPLATE_DATABASE}`);
    const template = new URL(url);
    template.pathname = `/${TEMPLATE_DATABASE}`;
    const database = openDatabase({ connectionString: template.href, max: 1 });
    await migrateDatabase(database.db);
    await database.close();
    if (!process.env["LATCHKEY_TEST_NEON"]) return () => {};
    const bridge = await websocketBridge(url);
    process.env[NEON_BRIDGE] = bridge.address;
    return bridge.close;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-template-"));
  const embedded = await openEmbedded(null);
  const database = openDatabase(embedded.pool);
  await migrateDatabase(database.db);
  await database.close();
  await embedded.run(REMEMBER_SHAPE);
  const file = path.join(folder, "template.tar");
  await embedded.dump(file);
  await embedded.close();
  process.env[TEMPLATE_FILE] = file;
  return () => rmSync(folder, { recursive: true, force: true });
}
