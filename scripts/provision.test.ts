import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { nodeInNamespace, onReadOnly } from "@/db/testing-namespace";

// The real scripts in a folder of their own, with a small product: what is installed and built is made in a moment, or
// takes as long as the test wants.
vi.setConfig({ testTimeout: 60_000 });

const root = mkdtempSync(path.join(tmpdir(), "latchkey-provision-"));
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const NPM = `#!/bin/sh
echo "$@" >> installs
rm -rf node_modules
mkdir node_modules
`;
/** Says that it began, and goes on for as long as a file says so. */
const BUILD = `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
appendFileSync("builds", process.pid + "\\n");
while (existsSync("slow")) { appendFileSync("beats", "."); await new Promise((next) => setTimeout(next, 20)); }
mkdirSync("dist", { recursive: true });
mkdirSync(".next", { recursive: true });
writeFileSync("dist/server.js", "console.log('serving ' + (process.env.PORT ?? ''));");
writeFileSync(".next/BUILD_ID", "1");
`;

/** A clone of the product as it is before its first start. */
function clone(): string {
  const folder = mkdtempSync(path.join(root, "app-"));
  mkdirSync(path.join(folder, "scripts"));
  for (const name of ["start", "provision", "build-lock", "environment"])
    copyFileSync(`scripts/${name}.mjs`, path.join(folder, "scripts", `${name}.mjs`));
  writeFileSync(path.join(folder, "scripts/build.mjs"), BUILD);
  mkdirSync(path.join(folder, "lib"));
  writeFileSync(path.join(folder, "lib/source.ts"), "1");
  for (const name of ["package.json", "package-lock.json"]) copyFileSync(name, path.join(folder, name));
  mkdirSync(path.join(folder, "bin"));
  writeFileSync(path.join(folder, "bin/npm"), NPM);
  chmodSync(path.join(folder, "bin/npm"), 0o755);
  return folder;
}

type Where = (args: string[]) => { command: string; args: string[] };
const here: Where = (args) => ({ command: process.execPath, args });

/** Begins a start; `ended` resolves with its exit code and all that it printed. */
function begin(folder: string, where: Where = here, env: Record<string, string> = {}) {
  const { command, args } = where([path.join(folder, "scripts/start.mjs")]);
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_ENV: "production", PATH: `${path.join(folder, "bin")}:${process.env["PATH"]}`, ...env },
  });
  running.push(child);
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text) => {
      output.text += text;
    });
  const ended = new Promise<{ code: number | null; text: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, text: output.text })),
  );
  return { child, output, ended };
}

const onReadOnlyMount =
  (folder: string): Where =>
  (args) =>
    onReadOnly(folder, [process.execPath, ...args]);

const linesOf = (folder: string, name: string) =>
  existsSync(path.join(folder, name))
    ? readFileSync(path.join(folder, name), "utf8").trim().split("\n").length
    : 0;
const seen = (what: () => unknown) => vi.waitFor(() => expect(what()).toBeTruthy(), { timeout: 30_000 });

/** A start that is in the middle of its build. */
async function building(folder: string, where: Where = here) {
  writeFileSync(path.join(folder, "slow"), "");
  const before = linesOf(folder, "builds");
  const one = begin(folder, where);
  await seen(() => linesOf(folder, "builds") > before);
  return one;
}
const goOn = (folder: string) => rmSync(path.join(folder, "slow"), { force: true });

test("a first start installs, builds and serves; the next one does neither and writes nothing", async () => {
  const folder = clone();
  expect((await begin(folder).ended).text).toContain("serving");
  expect([linesOf(folder, "installs"), linesOf(folder, "builds")]).toEqual([1, 1]);
  const { code, text } = await begin(folder, onReadOnlyMount(folder)).ended;
  expect({ code, text }).toEqual({ code: 0, text: "serving \n" });
  expect([linesOf(folder, "installs"), linesOf(folder, "builds")]).toEqual([1, 1]);
});

test("a start in a read-only folder that is not built says what must be done", async () => {
  const folder = clone();
  for (const what of ["The packages must be installed", "Latchkey must be built"]) {
    const { code, text } = await begin(folder, onReadOnlyMount(folder)).ended;
    expect(code).toBe(1);
    expect(text).toBe(
      `${what}, but the folder ${folder} cannot be written (EROFS). Run \`npm run provision\` once as a user who may write there.\n`,
    );
    await begin(folder).ended;
    writeFileSync(path.join(folder, "lib/source.ts"), "2");
  }
});

test("a second start waits while the first builds, and serves without a build of its own", async () => {
  const folder = clone();
  const first = await building(folder);
  const second = begin(folder);
  await seen(() => second.output.text.includes("waiting for it"));
  goOn(folder);
  expect((await first.ended).text).toContain("serving");
  expect((await second.ended).text).toMatch(/waiting for it …\nserving/);
  expect(linesOf(folder, "builds")).toBe(1);
});

test("a start takes over at once from one that was killed in its build, and ends what that one left running", async () => {
  const folder = clone();
  const first = await building(folder);
  first.child.kill("SIGKILL");
  // Its build goes on without it.
  const orphan = Number(readFileSync(path.join(folder, "builds"), "utf8"));
  const waiters = [begin(folder), begin(folder), begin(folder)];
  await seen(() => linesOf(folder, "builds") === 2);
  await seen(() => !isRunning(orphan));
  goOn(folder);
  for (const { ended } of waiters) expect((await ended).text).toContain("serving");
  // One of them built, and the others waited.
  expect(linesOf(folder, "builds")).toBe(2);
});

test("a build that was broken off is not taken for the earlier one when its sources come back", async () => {
  const folder = clone();
  await begin(folder).ended;
  writeFileSync(path.join(folder, "lib/source.ts"), "2");
  const broken = await building(folder);
  broken.child.kill("SIGKILL");
  writeFileSync(path.join(folder, "lib/source.ts"), "1");
  goOn(folder);
  expect((await begin(folder).ended).text).toContain("Building");
});

test("a start that gets SIGTERM in its build ends, and its build with it", async () => {
  const folder = clone();
  const first = await building(folder);
  const build = Number(readFileSync(path.join(folder, "builds"), "utf8"));
  first.child.kill("SIGTERM");
  expect((await first.ended).code).toBe(143);
  await seen(() => !isRunning(build));
  goOn(folder);
  expect((await begin(folder).ended).text).toContain("serving");
});

test("a start waits for one in another process-id namespace that builds, though both have the same process id", async () => {
  const folder = clone();
  const first = await building(folder, nodeInNamespace);
  const second = begin(folder, nodeInNamespace);
  await seen(() => second.output.text.includes("waiting for it"));
  goOn(folder);
  expect((await first.ended).text).toContain("serving");
  expect((await second.ended).text).toMatch(/waiting for it …\nserving/);
  expect(linesOf(folder, "builds")).toBe(1);
});

test("a start takes over within seconds from one that was killed in another process-id namespace, with the same process id", async () => {
  const folder = clone();
  const first = await building(folder, nodeInNamespace);
  // As in a container, which starts anew with the ids that it had.
  expect(JSON.parse(readFileSync(path.join(folder, "dist/lock/1"), "utf8")).pid).toBe(1);
  first.child.kill("SIGKILL");
  await first.ended;
  goOn(folder);
  expect((await begin(folder, nodeInNamespace).ended).text).toContain("serving");
});

test("a start gets past a lock file that says nothing readable", async () => {
  const starts = ["", '{"pid":1', "null"].map(async (content) => {
    const folder = clone();
    mkdirSync(path.join(folder, "dist/lock"), { recursive: true });
    writeFileSync(path.join(folder, "dist/lock/7"), content);
    expect((await begin(folder).ended).text).toContain("serving");
    expect(readdirSync(path.join(folder, "dist/lock"))).toEqual(["8"]);
  });
  await Promise.all(starts);
});

test("a start gets past a lock that names its own process, without waiting", async () => {
  const folder = clone();
  const earlier = path.join(folder, "earlier.mjs");
  writeFileSync(
    earlier,
    `import { takeBuildLock } from "./scripts/build-lock.mjs"; await takeBuildLock(${JSON.stringify(path.join(folder, "dist/lock"))});`,
  );
  const { text } = await begin(folder, (args) => here(["--import", earlier, ...args])).ended;
  expect(text).toContain("serving");
  expect(text).not.toContain("waiting");
});

test("a start waits for one that installs, though node_modules is emptied in between", async () => {
  const folder = clone();
  const first = await building(folder);
  rmSync(path.join(folder, "node_modules"), { recursive: true });
  const second = begin(folder);
  await seen(() => second.output.text.includes("waiting for it"));
  goOn(folder);
  await first.ended;
  expect((await second.ended).text).toContain("serving");
  // What was removed is installed again.
  expect([linesOf(folder, "installs"), linesOf(folder, "builds")]).toEqual([2, 1]);
});

test("a start reads .env of its folder, and variables that are set already win", async () => {
  const folder = clone();
  writeFileSync(path.join(folder, ".env"), "\uFEFFPORT=4321\nFORCE=1\n");
  expect((await begin(folder).ended).text).toContain("serving 4321");
  expect((await begin(folder, here, { PORT: "5" }).ended).text).toBe("serving 5\n");
  expect((await begin(folder, here, { PORT: "" }).ended).text).toBe("serving \n");
});

test("a start with a .env that can't be read as it is meant ends before it installs anything", async () => {
  const folder = clone();
  writeFileSync(path.join(folder, ".env"), "PORT=4321\nDATABASE_URL: postgres://u:hunter2@h/d\n");
  const { code, text } = await begin(folder).ended;
  expect({ code, text }).toEqual({
    code: 1,
    text: ".env, line 2: must be NAME=value, a comment (# …) or empty.\n",
  });
  expect(linesOf(folder, "installs")).toBe(0);
});

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
