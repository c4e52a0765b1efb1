import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { parse } from "yaml";
import { onReadOnly } from "@/db/testing-namespace";
import { freePort } from "./postgres.mjs";

// The Dockerfile and compose.yaml, read instead of built: what they name must exist, and what the image would have must
// start as it would there, on a read-only file system and as a user who owns nothing of it.

const read = (file: string) => readFileSync(file, "utf8");
type Instruction = { word: string; rest: string };

/** The instructions of each stage, beginning with its FROM. */
function stagesOf(dockerfile: string): Instruction[][] {
  const stages: Instruction[][] = [];
  for (const line of dockerfile.replaceAll(/\\\n\s*/g, " ").split("\n")) {
    const [, word = "", rest = ""] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (word === "FROM") stages.push([]);
    if (word) stages.at(-1)?.push({ word, rest });
  }
  return stages;
}
const [build = [], image = []] = stagesOf(read("Dockerfile"));
const all = (stage: Instruction[], word: string) =>
  stage.filter((each) => each.word === word).map((each) => each.rest);
const one = (stage: Instruction[], word: string) => all(stage, word).at(-1) ?? "";

/** Sources and target of each COPY; those from another stage as they are in this repository. */
const copies = (stage: Instruction[]) =>
  all(stage, "COPY").map((rest) => {
    const words = rest
      .replace(/^--from=build /, "")
      .replaceAll("/app/", "")
      .split(" ");
    return { from: words.slice(0, -1), to: words.at(-1) ?? "" };
  });
const env = Object.fromEntries(all(image, "ENV").map((each) => each.split("=", 2) as [string, string]));
const command: string[] = JSON.parse(one(image, "CMD"));
const healthcheck: string[] = JSON.parse(one(image, "HEALTHCHECK").replace(/^.*? CMD /, ""));

test("the image copies what exists, and leaves out secrets and data", () => {
  const ignored = read(".dockerignore").split("\n");
  const sources = copies(build).flatMap(({ from }) => from);
  expect(sources.length).toBeGreaterThan(3);
  expect(sources.filter((file) => !existsSync(file) || ignored.includes(file))).toEqual([]);
  for (const secret of [".env", ".env.*", ".data", ".git"]) expect(ignored).toContain(secret);
  const kept = copies(image).flatMap(({ from }) => from);
  expect(kept.filter((file) => !existsSync(file))).toEqual([]);
  const scripts = all(build, "RUN").flatMap((run) => run.match(/scripts\/\S+/g) ?? []);
  expect(scripts).toEqual(["scripts/build.mjs"]);
});

test("the image is Debian with a supported Node, does not run as root and has a volume for its data", () => {
  for (const stage of [build, image]) {
    const [, major, debian] = /^node:(\d+)-(\w+)-slim\b/.exec(one(stage, "FROM")) ?? [];
    expect(debian).toMatch(/^(bookworm|trixie)$/);
    expect(Number(major)).toBeGreaterThanOrEqual(20);
  }
  expect(one(image, "USER")).toBe("node");
  expect(one(image, "VOLUME")).toBe(env["DATA_DIR"]);
  expect(one(image, "EXPOSE")).toBe(env["PORT"]);
  const example = read(".env.example");
  const ours = Object.keys(env).filter((name) => !/^(NODE|NEXT)_/.test(name));
  expect(ours.filter((name) => !example.includes(`# ${name}=`))).toEqual([]);
});

test("the health check asks a route that exists", () => {
  const [, route] =
    /http:\/\/127\.0\.0\.1:\$\{process\.env\.PORT\}(\/\w+)`/.exec(healthcheck.at(-1) ?? "") ?? [];
  expect(route).toBe("/healthz");
  expect(existsSync(`app${route}/route.ts`)).toBe(true);
});

test("compose.yaml sets variables that Latchkey knows, and waits for services that say when they are ready", () => {
  const { services, volumes } = parse(read("compose.yaml"));
  const { environment, depends_on: needs, ...latchkey } = services.latchkey;
  const example = read(".env.example");
  expect(Object.keys(environment).filter((name) => !example.includes(`# ${name}=`))).toEqual([]);
  const hosts = ["DATABASE_URL", "REDIS_URL"].map((name) => {
    const url = environment[name].replace(/\$\{\w+\}/, "secret");
    return new URL(url).hostname;
  });
  expect(hosts.toSorted()).toEqual(Object.keys(needs).toSorted());
  for (const [name, { condition }] of Object.entries<{ condition: string }>(needs))
    expect([name, condition, services[name].healthcheck.test[0]]).toEqual([name, "service_healthy", "CMD"]);
  expect(latchkey).toMatchObject({ build: ".", read_only: true, tmpfs: ["/tmp"], cap_drop: ["ALL"] });
  expect(latchkey.ports).toEqual([`3000:${env["PORT"]}`]);
  expect(latchkey.volumes).toEqual([`data:${env["DATA_DIR"]}`]);
  const mounted = Object.values<{ volumes?: string[] }>(services).flatMap((each) => each.volumes ?? []);
  expect(mounted.map((volume) => volume.split(":")[0]).toSorted()).toEqual(Object.keys(volumes).toSorted());
});

/** What the image's last stage copies, in a folder: of the packages, those that are installed without `--include=dev`. */
function assemble(folder: string) {
  for (const { from, to } of copies(image))
    for (const source of from) {
      if (source === "node_modules") continue;
      const target = to.endsWith("/") ? path.join(folder, to, path.basename(source)) : path.join(folder, to);
      cpSync(source, target, { recursive: true, filter: (file) => !file.endsWith(".next/cache") });
    }
  const { packages } = JSON.parse(read("package-lock.json"));
  for (const [at, entry] of Object.entries<{ dev?: boolean }>(packages)) {
    const isTop = /^node_modules\/(@[^/]+\/)?[^/]+$/.test(at);
    if (!isTop || entry.dev || !existsSync(at)) continue;
    mkdirSync(path.dirname(path.join(folder, at)), { recursive: true });
    symlinkSync(path.resolve(at), path.join(folder, at));
  }
}

test("what the image has starts as another user on a read-only file system, becomes healthy and ends on SIGTERM", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-image-"));
  chmodSync(folder, 0o755);
  const dataDir = mkdtempSync(path.join(tmpdir(), "latchkey-volume-"));
  assemble(folder);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(dataDir, 65_534, 65_534);
  const nobody = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  const port = String(await freePort());
  const given = { ...env, PATH: process.env["PATH"] ?? "", NODE_ENV: "production" as const, PORT: port };
  const isHealthy = () =>
    spawnSync(process.execPath, healthcheck.slice(1), { env: given, timeout: 5_000 }).status === 0;
  expect(isHealthy()).toBe(false);
  const where = onReadOnly(folder, [...nobody, process.execPath, ...command.slice(1)]);
  const child = spawn(where.command, where.args, {
    env: { ...given, DATA_DIR: dataDir, HOME: "/nonexistent" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => {
      output += text;
    });
  const ended = once(child, "exit");
  try {
    await vi.waitFor(() => expect(output).toContain("Latchkey is ready"), { timeout: 60_000 });
    expect(isHealthy()).toBe(true);
    for (const page of [
      "/sign-up",
      "/docs/guides/quickstart",
      "/docs/grafana",
      "/api/v1/openapi.json",
      "/readyz",
    ]) {
      const { status } = await fetch(`http://127.0.0.1:${port}${page}`);
      expect([page, status]).toEqual([page, 200]);
    }
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
  expect(output).not.toMatch(/EROFS|EACCES|EPERM|rror/);
}, 120_000);
