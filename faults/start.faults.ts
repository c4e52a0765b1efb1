import { spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openEmbedded } from "@/db/embedded";
import { onServer } from "@/db/testing";
import { nodeInNamespace, onReadOnly } from "@/db/testing-namespace";
import { VERSION } from "@/lib/platform/version";
import { freePort } from "../scripts/postgres.mjs";
import { privatePostgres, startServer, startsIn } from "../server/testing";

// A first start makes a database; a busy machine takes its time for that.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = mkdtempSync(path.join(tmpdir(), "latchkey-start-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const { start, refusal } = startsIn(root);

describe("a start that cannot be", () => {
  // What is a wrong value is decided by lib/platform/config.ts, and all of it is tried in lib/platform/config.test.ts.
  test.each([
    [{ PORT: "0" }, /^PORT: must be a port number\.$/],
    [{ APP_URL: "keys.example" }, /^APP_URL: must be an http\(s\) URL\.$/],
    [{ AUTH_SECRET: "hunter2" }, /^AUTH_SECRET: must have at least 32 characters\.$/],
    [{ DATABASE_URL: "mysql://x" }, /^DATABASE_URL: must begin with postgres:\/\//],
    [{ DATABASE_URL: "postgres://u:hunter2@h:99999/d" }, /^DATABASE_URL: must be a URL like postgres:\/\//],
    [{ REDIS_URL: "redis://:hunter2@h:99999" }, /^REDIS_URL: must be a URL like redis:\/\//],
    [{ TRUSTED_PROXIES: "10.0.0.0/8,nginx" }, /^TRUSTED_PROXIES: nginx is not an address or a CIDR range\.$/],
    [{ AUTH_GITHUB_ID: "x" }, /^AUTH_GITHUB_ID and AUTH_GITHUB_SECRET must be set together\.$/],
    [
      {
        LATCHKEY_BOOTSTRAP_EMAIL: "a@example.com",
        LATCHKEY_BOOTSTRAP_PASSWORD: "long enough a password",
        LATCHKEY_BOOTSTRAP_ROOT_KEY: "lk_root_hunter2",
      },
      /^LATCHKEY_BOOTSTRAP_ROOT_KEY: must be lk_root_/,
    ],
  ])("because of %j names the variable", async (env, sentence) => {
    expect(await refusal(env)).toMatch(sentence);
  });

  test.each([
    ["no-such-host.invalid", /^(ENOTFOUND|EAI_AGAIN)$/],
    ["localhost:3000", /^(ENOTFOUND|EAI_AGAIN)$/],
    ["http://localhost", /^(ENOTFOUND|EAI_AGAIN)$/],
    ["192.0.2.254", /^EADDRNOTAVAIL$/],
    ["[2001:db8::1]", /^(EADDRNOTAVAIL|EAFNOSUPPORT)$/],
    ["fe80::1", /^(EINVAL|EADDRNOTAVAIL|EAFNOSUPPORT)$/],
  ])("because this machine has no address %s says HOST, not PORT", async (host, code) => {
    const sentence = await refusal({ HOST: host });
    const [, why = sentence] =
      /^HOST: .* is not an address of this machine \((\w+)\)\. Leave HOST out to listen on all addresses\.$/.exec(
        sentence,
      ) ?? [];
    expect(why).toMatch(code);
  });

  test("because the data folder cannot be made, or is a file, names it", async () => {
    const file = path.join(root, "a-file");
    writeFileSync(file, "");
    for (const [dataDir, code] of [
      [path.join(file, "data"), "ENOTDIR"],
      [file, "EEXIST"],
    ] as const)
      expect(await refusal({ DATA_DIR: dataDir })).toBe(
        `DATA_DIR: the folder ${dataDir} cannot be written (${code}).`,
      );
  });

  test("because another process has the data folder says which", async () => {
    const dataDir = path.join(root, "held");
    const held = await openEmbedded(path.join(dataDir, "postgres"));
    const sentence = await refusal({ DATA_DIR: dataDir });
    await held.close();
    expect(sentence).toContain(`in use by another Latchkey (process ${process.pid} on ${hostname()})`);
  });

  test("because nothing can be locked says so, and one that needs no lock starts", async () => {
    const preload = path.join(root, "no-native.cjs");
    writeFileSync(
      preload,
      `const open = process.dlopen;
       process.dlopen = (module, file, ...rest) => {
         if (file.includes("fs-native-extensions")) throw new Error("wrong libc");
         return open.call(process, module, file, ...rest);
       };`,
    );
    const env = { DATA_DIR: path.join(root, "unlocked"), NODE_OPTIONS: `--require ${preload}` };
    expect(await refusal(env)).toMatch(/^DATA_DIR cannot be locked: .* does not load/);
    const postgres = await privatePostgres();
    try {
      const needed = { ...env, DATABASE_URL: postgres.url };
      expect(await refusal(needed)).toMatch(/^DATA_DIR cannot be locked: .* does not load/);
      const server = await startServer({ ...needed, USAGE_JOURNAL: "memory" });
      await server.stop();
    } finally {
      postgres.stop();
    }
  });
});

describe("a start whose database cannot be used", () => {
  let postgres: Awaited<ReturnType<typeof privatePostgres>>;
  let at = "";
  beforeAll(async () => {
    postgres = await privatePostgres();
    at = `127.0.0.1:${postgres.port}`;
    await onServer(postgres.url, "create role app login password 'right'");
  });
  afterAll(() => postgres.stop());

  const cannot = (place: string, why: string) =>
    `DATABASE_URL: the database at ${place} cannot be used (${why}).`;

  test("because nothing listens there, or there is no such host, says where, and not with which password", async () => {
    const port = await freePort();
    expect(await refusal({ DATABASE_URL: `postgres://u:hunter2@127.0.0.1:${port}/x` })).toBe(
      cannot(`127.0.0.1:${port}`, "ECONNREFUSED"),
    );
    expect(await refusal({ DATABASE_URL: "postgres://u:hunter2@no-such-host.invalid/x" })).toMatch(
      /at no-such-host\.invalid cannot be used \((ENOTFOUND|EAI_AGAIN)\)\.$/,
    );
    expect(await refusal({ DATABASE_URL: `postgres://u:hunter2@/x?host=${root}` })).toBe(
      cannot(root, "ENOENT"),
    );
  });

  test("because it does not exist says its name", async () => {
    const url = `postgres://postgres@${at}/nowhere`;
    expect(await refusal({ DATABASE_URL: url })).toBe(cannot(at, 'database "nowhere" does not exist'));
  });

  test("because the user is unknown, or may not change it, says so", async () => {
    expect(await refusal({ DATABASE_URL: `postgres://nobody@${at}/postgres` })).toBe(
      cannot(at, 'role "nobody" does not exist'),
    );
    expect(await refusal({ DATABASE_URL: `postgres://app@${at}/postgres` })).toMatch(
      /cannot be used \(permission denied for .*\)\.$/,
    );
  });

  test("because the password is wrong, or TLS is required, or not there, says so", async () => {
    const hba = async (line: string) => {
      const file = path.join(postgres.folder, "pg_hba.conf");
      writeFileSync(file, `host all postgres 127.0.0.1/32 trust\n${line}\n`);
      await onServer(postgres.url, "select pg_reload_conf()");
    };
    await hba("host all app 127.0.0.1/32 scram-sha-256");
    const url = `postgres://app:hunter2@${at}/postgres`;
    await vi.waitFor(
      async () =>
        expect(await refusal({ DATABASE_URL: url })).toBe(
          cannot(at, 'password authentication failed for user "app"'),
        ),
      { timeout: 20_000 },
    );
    await hba("hostnossl all app 127.0.0.1/32 reject");
    await vi.waitFor(
      async () =>
        expect(await refusal({ DATABASE_URL: url })).toMatch(/\(pg_hba\.conf rejects .*no encryption\)\.$/),
      { timeout: 20_000 },
    );
    expect(await refusal({ DATABASE_URL: `${url}?sslmode=verify-full` })).toBe(
      cannot(at, "The server does not support SSL connections"),
    );
  });
});

describe("a start on a database that a newer version has upgraded", () => {
  const NEWER =
    "insert into drizzle.__drizzle_migrations (hash, created_at) select 'later', max(created_at) + 1 from drizzle.__drizzle_migrations";
  const advice = `was upgraded by a version of Latchkey newer than ${VERSION}; start that version again, or restore a backup from before the upgrade.`;

  test("refuses an embedded one", async () => {
    const dataDir = path.join(root, "newer");
    await (await startServer({ DATA_DIR: dataDir })).stop();
    const embedded = await openEmbedded(path.join(dataDir, "postgres"));
    const { host = "" } = embedded.pool;
    await onServer(`postgres://postgres@localhost/postgres?host=${host}`, NEWER);
    await embedded.close();
    expect(await refusal({ DATA_DIR: dataDir })).toBe(`DATA_DIR: the database in ${dataDir} ${advice}`);
  });

  test("refuses one on a server, also with several processes", async () => {
    const postgres = await privatePostgres();
    try {
      const env = { DATA_DIR: path.join(root, "newer-server"), DATABASE_URL: postgres.url };
      await (await startServer(env)).stop();
      await onServer(postgres.url, NEWER);
      const sentence = `DATABASE_URL: the database at 127.0.0.1:${postgres.port} ${advice}`;
      expect(await refusal(env)).toBe(sentence);
      expect(await refusal({ ...env, WEB_CONCURRENCY: "2" })).toBe(sentence);
    } finally {
      postgres.stop();
    }
  });
});

describe("two containers with one data folder", () => {
  test("do not both open its embedded database, nor does a seed; when one is killed the other has all that it acknowledged", async () => {
    const dataDir = path.join(root, "embedded");
    const first = await startServer({ DATA_DIR: dataDir }, nodeInNamespace);
    const key = await first.createKey();
    const taken = `The data folder ${dataDir}/postgres is in use by another Latchkey (process 1 on ${hostname()}); stop it, or choose another DATA_DIR or a DATABASE_URL.`;
    expect(await refusal({ DATA_DIR: dataDir })).toBe(taken);
    const seed = await start({ DATA_DIR: dataDir }, ["--import", "tsx", "lib/demo/seed.ts"]);
    expect(seed).toEqual({ code: 1, stderr: `${taken}\n` });
    await first.stop("SIGKILL");
    const second = await startServer(
      { DATA_DIR: dataDir, LATCHKEY_BOOTSTRAP_ROOT_KEY: first.root },
      nodeInNamespace,
    );
    expect((await second.verify(key.secret)).json["code"]).toBe("VALID");
    await second.stop("SIGKILL");
  });

  test("both serve on one PostgreSQL, and what the killed one had counted is counted once", async () => {
    const postgres = await privatePostgres();
    try {
      const env = { DATA_DIR: path.join(root, "journal"), DATABASE_URL: postgres.url };
      const first = await startServer(env, nodeInNamespace);
      const key = await first.createKey();
      const others = { ...env, LATCHKEY_BOOTSTRAP_ROOT_KEY: first.root };
      const second = await startServer(others, nodeInNamespace);
      for (let i = 0; i < 40; i++) {
        expect((await first.verify(key.secret)).json["valid"]).toBe(true);
        expect((await second.verify(key.secret)).json["valid"]).toBe(true);
      }
      await first.stop("SIGKILL");
      const third = await startServer(others);
      const [from, to] = [-600_000, 600_000].map((ms) => new Date(Date.now() + ms).toISOString());
      const sum = () =>
        third
          .call("GET", `/api/v1/usage?from=${from}&to=${to}&interval=minute`)
          .then(({ json }) => (json["totals"] as { count: number } | undefined)?.count);
      await vi.waitFor(async () => expect(await sum()).toBe(80), { timeout: 60_000, interval: 500 });
      await second.stop("SIGKILL");
      await third.stop();
    } finally {
      postgres.stop();
    }
  });
});

test("a product that is built starts and serves its pages from a read-only folder, as a user who owns nothing of it", async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "latchkey-nobody-"));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(dataDir, 65_534, 65_534);
  const nobody = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  const port = String(await freePort());
  const { command, args } = onReadOnly(process.cwd(), [...nobody, process.execPath, "scripts/start.mjs"]);
  const child = spawn(command, args, {
    env: {
      NODE_ENV: "production",
      PATH: process.env["PATH"] ?? "",
      PORT: port,
      HOST: "127.0.0.1",
      DATA_DIR: dataDir,
      HOME: "/nonexistent",
    },
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
    const pages = [
      "/",
      "/sign-up",
      "/sign-in",
      "/docs",
      "/docs/guides/quickstart",
      "/api/v1/openapi.json",
      "/readyz",
    ];
    for (let round = 0; round < 2; round++)
      for (const page of pages) {
        const { status } = await fetch(`http://127.0.0.1:${port}${page}`);
        expect([page, status]).toEqual([page, 200]);
      }
  } finally {
    child.kill("SIGTERM");
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
  expect(output).not.toMatch(/EROFS|EACCES|EPERM|rror/);
});
