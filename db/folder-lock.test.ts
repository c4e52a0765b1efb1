import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LOCK_FILE, lockFolder } from "./folder-lock";
import { nodeInNamespace } from "./testing-namespace";

const root = mkdtempSync(path.join(tmpdir(), "latchkey-lock-"));
const script = path.join(root, "lock.mts");
const newFolder = () => mkdtempSync(path.join(root, "folder-"));
const running: ChildProcess[] = [];

/** Takes the folder's lock, prints what came of it, and keeps it until it is killed. */
beforeAll(() => {
  const from = JSON.stringify(path.join(process.cwd(), "db/folder-lock"));
  writeFileSync(
    script,
    `import { lockFolder } from ${from};
     try {
       const lock = lockFolder(process.argv[2]);
       console.log("release" in lock ? "held" : "refused");
     } catch (error) { console.log(error.name, error.message); }
     setInterval(() => {}, 1_000);`,
  );
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(kill));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const here = (args: string[]) => ({ command: process.execPath, args });

/** Another process at the folder, and the first line that it prints. */
async function other(folder: string, where = here, options: string[] = []) {
  const { command, args } = where(["--import", "tsx", ...options, script, folder]);
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  running.push(child);
  let line = "";
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    line += chunk;
    if (line.includes("\n")) break;
  }
  return { child, said: line.trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // Its output closes when the last process that has it is gone.
  const gone = once(child, "close");
  child.stdout?.resume();
  child.kill("SIGKILL");
  await gone;
}

describe("a folder's lock", () => {
  test("held in another process-id namespace refuses everyone, and is free at once when that process is killed", async () => {
    const folder = newFolder();
    const { child, said } = await other(folder, nodeInNamespace);
    expect(said).toBe("held");
    // The first process of its namespace: here that id is someone else's, and there it is its own.
    expect(lockFolder(folder)).toEqual({ heldBy: `process 1 on ${hostname()}` });
    expect((await other(folder, nodeInNamespace)).said).toBe("refused");
    await kill(child);
    expect(lockFolder(folder)).toHaveProperty("release");
  });

  test("held here refuses a process of another process-id namespace", async () => {
    const folder = newFolder();
    const lock = lockFolder(folder);
    expect((await other(folder, nodeInNamespace)).said).toBe("refused");
    if ("release" in lock) lock.release();
    expect((await other(folder, nodeInNamespace)).said).toBe("held");
  });

  test("stays with a process that is stopped for a while", async () => {
    const folder = newFolder();
    const { child } = await other(folder);
    child.kill("SIGSTOP");
    expect(lockFolder(folder)).toHaveProperty("heldBy");
    child.kill("SIGCONT");
  });

  test("goes to exactly one of many processes that want it at the same moment", async () => {
    const folder = newFolder();
    const all = await Promise.all(Array.from({ length: 6 }, () => other(folder)));
    expect(all.map(({ said }) => said).sort()).toEqual(["held", ...Array(5).fill("refused")]);
  });

  test.each([
    ["this living process", `${process.pid}\n${hostname()}\n`],
    ["a process of an earlier start with the same id", "1\n1\n"],
    ["nobody", ""],
    ["nothing readable", "\0\0\0"],
  ])("is taken whatever its file says, if the kernel says that it is free: %s", (_, content) => {
    const folder = newFolder();
    writeFileSync(path.join(folder, LOCK_FILE), content);
    expect(lockFolder(folder)).toHaveProperty("release");
    expect(readFileSync(path.join(folder, LOCK_FILE), "utf8")).toBe(`${process.pid}\n${hostname()}\n`);
  });

  test.each([["2147483646\nelsewhere\n"], [""]])(
    "is refused whatever its file says, if the kernel says that it is held: %j",
    (content) => {
      const folder = newFolder();
      lockFolder(folder);
      writeFileSync(path.join(folder, LOCK_FILE), content);
      expect(lockFolder(folder)).toHaveProperty("heldBy");
    },
  );

  test("can be taken, released and taken again in one process", () => {
    const folder = newFolder();
    for (let i = 0; i < 3; i++) {
      const lock = lockFolder(folder);
      expect(lockFolder(folder)).toEqual({ heldBy: `process ${process.pid} on ${hostname()}` });
      if (!("release" in lock)) throw new Error("refused");
      lock.release();
    }
  });

  test.each([["ENOLCK"], ["EOPNOTSUPP"], ["EINVAL"]])(
    "is refused in a sentence where the file system has none (%s)",
    async (code) => {
      const preload = path.join(root, `${code}.cjs`);
      const native = JSON.stringify(createRequire(import.meta.url).resolve("fs-native-extensions"));
      writeFileSync(
        preload,
        `require(${native}).tryLock = () => { throw Object.assign(new Error("no"), { code: "${code}" }); };`,
      );
      const { said } = await other(newFolder(), here, ["--require", preload]);
      expect(said).toMatch(
        /^FolderLockError DATA_DIR cannot be locked: the file system of .* has no file locks/,
      );
      expect(said).toContain(`(${code})`);
    },
  );

  test("is refused in a sentence where the native module does not load", async () => {
    const preload = path.join(root, "no-native.cjs");
    writeFileSync(preload, `process.dlopen = () => { throw new Error("wrong libc") };`);
    const { said } = await other(newFolder(), here, ["--require", preload]);
    expect(said).toMatch(
      /^FolderLockError DATA_DIR cannot be locked: .*fs-native-extensions does not load on /,
    );
    expect(said).toMatch(/prebuilds.*Alpine.*DATABASE_URL and USAGE_JOURNAL=memory\.$/);
  });
});
