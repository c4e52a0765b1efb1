import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { testWorkspace, useRuntime } from "@/lib/testing";
import { openJournal } from "@/lib/usage/journal";

const rt = useRuntime();
const root = mkdtempSync(path.join(tmpdir(), "latchkey-kill9-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const LIVES = 12;

type Question = { id: number; text: string; values: unknown[] };

/** One life: starts the writer, lets it work, kills it. Answers what it had acknowledged. */
async function live(workspaceId: string, life: number): Promise<string[]> {
  const child = fork("lib/usage/kill9-writer.ts", [root, workspaceId, String(life)], {
    execArgv: ["--import", "tsx"],
    serialization: "advanced",
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exit = once(child, "exit");
  child.on("message", ({ id, text, values }: Question) => {
    // In every third life the database is away.
    const answer = life % 3 === 2 ? Promise.reject(new Error("gone")) : rt().pool.query(text, values);
    // Who was killed in the meantime needs no answer.
    const reply = (message: object) => child.connected && child.send(message, () => {});
    answer.then(
      ({ rows }) => reply({ id, rows }),
      (error: Error) => reply({ id, error: error.message }),
    );
  });
  let acknowledged = "";
  const kill = () => child.kill("SIGKILL");
  child.stdout?.on("data", (text: Buffer) => {
    if (!acknowledged) setTimeout(kill, 20 + Math.random() * 900);
    acknowledged += text.toString();
  });
  await exit;
  return acknowledged.split("\n").slice(0, -1);
}

test("kill -9 at any moment: what was acknowledged is counted, once", { timeout: 180_000 }, async () => {
  const { ctx } = await testWorkspace(rt());
  const acknowledged: string[] = [];
  for (let life = 0; life < LIVES; life++) acknowledged.push(...(await live(ctx.workspaceId, life)));
  const last = openJournal({
    pool: rt().pool,
    log: rt().log,
    now: Date.now,
    folder: root,
    maxDiskBytes: 1_073_741_824,
    workspaceShare: 100,
  });
  await last.flush();
  await last.close();

  const { rows } = await rt().pool.query<{ request_id: string }>(
    "select request_id from usage_events where workspace_id = $1",
    [ctx.workspaceId],
  );
  const counted = new Set(rows.map((row) => row.request_id));
  expect(acknowledged.length).toBeGreaterThan(LIVES * 25);
  expect(acknowledged.filter((id) => !counted.has(id))).toEqual([]);
  expect(rows.length - counted.size).toBe(0);
  // Each life may have recorded one that it did not live to acknowledge.
  expect(rows.length - acknowledged.length).toBeLessThanOrEqual(LIVES);
  const sums = await rt().pool.query(
    "select resolution, sum(count)::int as n from usage_rollups where workspace_id = $1 group by 1 order by 1",
    [ctx.workspaceId],
  );
  expect(sums.rows).toEqual([1, 15, 1_440].map((resolution) => ({ resolution, n: rows.length })));
  expect(readdirSync(root)).toEqual([]);
});
