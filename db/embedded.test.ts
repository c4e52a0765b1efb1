import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openDatabase } from "./client";
import { openEmbedded } from "./embedded";

const root = mkdtempSync(path.join(tmpdir(), "latchkey-embedded-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Another process that opens the folder, writes a row for each line it prints, and goes on until it is ended. */
function otherProcess(folder: string): Promise<ChildProcess> {
  const script = path.join(root, "other.mts");
  const from = (name: string) => JSON.stringify(path.join(process.cwd(), "db", name));
  writeFileSync(
    script,
    `import { openEmbedded } from ${from("embedded")};
     import { openDatabase } from ${from("client")};
     const { pool } = await openEmbedded(${JSON.stringify(folder)});
     const db = openDatabase(pool);
     await db.pool.query("create table if not exists t (n int)");
     for (let n = 1; ; n++) { await db.pool.query("insert into t values ($1)", [n]); console.log(n); }`,
  );
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.stdout.once("data", () => resolve(child));
    child.once("exit", (code) => reject(new Error(`ended with ${code}`)));
  });
}

describe("the embedded database", () => {
  test("is refused to a second process, and taken over from one that was killed, with all it had acknowledged", async () => {
    const folder = path.join(root, "shared");
    const child = await otherProcess(folder);
    await expect(openEmbedded(folder)).rejects.toThrow(
      `in use by another Latchkey (process ${child.pid} on `,
    );

    let acknowledged = 0;
    child.stdout?.on("data", (text: Buffer) => {
      acknowledged = Number(text.toString().trim().split("\n").at(-1));
    });
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;

    const embedded = await openEmbedded(folder);
    const database = openDatabase(embedded.pool);
    const { rows } = await database.pool.query<{ n: number }>("select max(n) as n from t");
    expect(rows[0]?.n).toBeGreaterThanOrEqual(acknowledged);
    await database.close();
    await embedded.close();
  });

  test("a folder that cannot be made is named", async () => {
    const file = path.join(root, "a-file");
    writeFileSync(file, "");
    await expect(openEmbedded(path.join(file, "inside"))).rejects.toThrow(
      /^DATA_DIR: the folder .* cannot be written \(ENOTDIR\)/,
    );
  });
});
