import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, vi } from "vitest";
import { onReadOnly } from "@/db/testing-namespace";

// The real scripts in a folder of their own, with a small product: what is installed and built is made in a moment, or
// takes as long as the test wants.

const root = mkdtempSync(path.join(tmpdir(), "latchkey-provision-"));
const running: ChildProcess[] = [];

/** For each file that begins starts: they and their folders go with its tests. */
export function endStarts(): void {
  afterEach(() => {
    for (const child of running.splice(0)) child.kill("SIGKILL");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
}

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
export function clone(): string {
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

export type Where = (args: string[]) => { command: string; args: string[] };
export const here: Where = (args) => ({ command: process.execPath, args });

/** Begins a start; `ended` resolves with its exit code and all that it printed. */
export function begin(folder: string, where: Where = here, env: Record<string, string> = {}) {
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

export const onReadOnlyMount =
  (folder: string): Where =>
  (args) =>
    onReadOnly(folder, [process.execPath, ...args]);

export const linesOf = (folder: string, name: string) =>
  existsSync(path.join(folder, name))
    ? readFileSync(path.join(folder, name), "utf8").trim().split("\n").length
    : 0;
export const seen = (what: () => unknown) =>
  vi.waitFor(() => expect(what()).toBeTruthy(), { timeout: 30_000 });
