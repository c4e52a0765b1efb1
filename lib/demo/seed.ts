import { randomBytes } from "node:crypto";
import { eq, or, sql } from "drizzle-orm";
import { users, workspaces } from "@/db/schema/index";
import { hashPassword } from "../auth/password";
import { loadConfig } from "../platform/config";
import type { Runtime } from "../runtime/runtime";
import { startRuntime } from "../runtime/start";
import { writeHistory } from "./history";
import { PEOPLE, WORKSPACE } from "./northwind";
import { writeRootKeyUse } from "./root-key-use";
import { readSources } from "./sources";
import { SEEDED_DAYS, writeUsage } from "./usage";

/*
 * `npm run seed`: fills a demo workspace, so that every page can be seen full. What it
 * writes goes through the verbs, at their own times in the past.
 */

/** An expected end of the seed, said in one sentence. */
class Refusal extends Error {}

async function refuseSecondTime(rt: Runtime): Promise<void> {
  const [workspace] = await rt.db.select().from(workspaces).where(eq(workspaces.slug, WORKSPACE.slug));
  if (workspace)
    throw new Refusal(`This database already has the workspace ${WORKSPACE.name}; nothing was changed.`);
  const taken = or(...Object.values(PEOPLE).map((person) => eq(sql`lower(${users.email})`, person.email)));
  const [user] = await rt.db.select().from(users).where(taken);
  if (user) throw new Refusal(`This database already has the account ${user.email}; nothing was changed.`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function seed(rt: Runtime): Promise<void> {
  await refuseSecondTime(rt);
  const began = Date.now();
  const now = rt.now();
  const password = process.env["SEED_PASSWORD"] || randomBytes(12).toString("base64url");
  if (password.length < 12) throw new Refusal("SEED_PASSWORD: must have at least 12 characters.");
  const passwordHash = await hashPassword(password);
  let said = 0;
  const { history, written } = await rt.db.transaction(async (tx) => {
    say(`${WORKSPACE.name}: people, APIs, keys and what was done with them`);
    const history = await writeHistory(rt, tx, now, passwordHash);
    const sources = await readSources(tx, history, now);
    say(`${SEEDED_DAYS} days of calls`);
    const written = await writeUsage(tx, history.workspaceId, sources, now, (share) => {
      if (share < said + 0.2 && share < 1) return;
      said = share;
      say(`  ${Math.round(share * 100)} %`);
    });
    await writeRootKeyUse(tx, history, now);
    return { history, written };
  });
  const seconds = ((Date.now() - began) / 1000).toFixed(0);
  say(`Done in ${seconds} s: ${written.rollups} sums and ${written.events} single calls.`);
  say(`
  Sign in   ${PEOPLE.ops.email}
  Password  ${password}
  Root key  ${history.rootKey}   (shown this once)

  curl -s ${rt.config.appUrl}/api/v1/keys/verify -H 'Authorization: Bearer ${history.rootKey}' \\
    -H 'Content-Type: application/json' -d '{"key":"${history.sandboxKey}","tags":["path=/orders"]}'
`);
}

async function main(): Promise<void> {
  let rt: Runtime | undefined;
  try {
    rt = await startRuntime({ ...loadConfig(), logLevel: "warn" });
    await seed(rt);
  } catch (error) {
    const expected =
      error instanceof Refusal ||
      (error instanceof Error && error.name.match(/^(Config|EmbeddedDatabase)Error$/));
    process.stderr.write(
      `${expected && error instanceof Error ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 1;
  } finally {
    await rt?.close();
  }
}

void main();
