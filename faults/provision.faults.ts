import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { nodeInNamespace } from "@/db/testing-namespace";
import { begin, clone, endStarts, here, linesOf, seen, type Where } from "../scripts/provision-testing";

vi.setConfig({ testTimeout: 60_000 });
endStarts();

/** A start that is in the middle of its build. */
async function building(folder: string, where: Where = here) {
  writeFileSync(path.join(folder, "slow"), "");
  const before = linesOf(folder, "builds");
  const one = begin(folder, where);
  await seen(() => linesOf(folder, "builds") > before);
  return one;
}
const goOn = (folder: string) => rmSync(path.join(folder, "slow"), { force: true });

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

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
