import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config";

const run = promisify(execFile);
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "latchkey-config-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (env: Record<string, string>) => loadConfig({ DATA_DIR: folder, ...env });

test.each([
  [{ PORT: "eighty" }, /^PORT: must be a port number/],
  [{ PORT: "70000" }, /^PORT: /],
  [{ APP_URL: "keys.example.com" }, /^APP_URL: must be an http\(s\) URL/],
  [{ APP_URL: "https://keys.example.com/latchkey" }, /^APP_URL: must be an origin such as/],
  [{ APP_URL: "https://keys.example.com//" }, /^APP_URL: must be an origin such as/],
  [{ APP_URL: "https://keys.example.com/?tenant=a" }, /^APP_URL: must be an origin such as/],
  [{ APP_URL: "https://keys.example.com?" }, /^APP_URL: must be an origin such as/],
  [{ APP_URL: "https://keys.example.com/#top" }, /^APP_URL: must be an origin such as/],
  [{ APP_URL: "https://user:password@keys.example.com" }, /^APP_URL: must be an origin such as/],
  [{ AUTH_SECRET: "short" }, /^AUTH_SECRET: must have at least 32/],
  [{ DATABASE_URL: "mysql://x" }, /^DATABASE_URL: must begin with postgres/],
  [{ DATABASE_URL: "postgres://u:hunter2@h:99999/d" }, /^DATABASE_URL: must be a URL like /],
  [{ DATABASE_URL: "postgres://u:hunter#2@h/d" }, /^DATABASE_URL: must be a URL like .*# is %23/],
  [{ DATABASE_DRIVER: "odbc" }, /^DATABASE_DRIVER: must be pg or neon/],
  [{ REDIS_URL: "localhost:6379" }, /^REDIS_URL: must begin with redis/],
  [{ REDIS_URL: "redis://h:99999" }, /^REDIS_URL: must be a URL like /],
  [{ REDIS_URL: "redis://:hunter#2@h" }, /^REDIS_URL: must be a URL like .*# is %23/],
  [{ UPSTASH_REDIS_REST_URL: "x.example" }, /^UPSTASH_REDIS_REST_URL: must be an http\(s\) URL/],
  [{ TRUSTED_PROXIES: "10.0.0.0/8, nginx" }, /^TRUSTED_PROXIES: nginx is not an address or a CIDR range/],
  [{ TRUSTED_PROXIES: "10.0.0.0/99" }, /^TRUSTED_PROXIES: 10\.0\.0\.0\/99 is not an address/],
  [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL: must be debug, info, warn, error or silent/],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" }, /^OTEL_EXPORTER_OTLP_ENDPOINT: must be an http/],
  [{ LATCHKEY_BOOTSTRAP_EMAIL: "owner" }, /^LATCHKEY_BOOTSTRAP_EMAIL: must be an e-mail address/],
  [{ LATCHKEY_BOOTSTRAP_PASSWORD: "short" }, /^LATCHKEY_BOOTSTRAP_PASSWORD: must have at least 12/],
  [{ UPSTASH_REDIS_REST_URL: "https://x.example" }, /^UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN/],
  [
    {
      REDIS_URL: "redis://x",
      UPSTASH_REDIS_REST_URL: "https://x.example",
      UPSTASH_REDIS_REST_TOKEN: "t",
    },
    /^REDIS_URL and UPSTASH_REDIS_REST_URL: give one/,
  ],
  [{ USAGE_JOURNAL: "tape" }, /^USAGE_JOURNAL: must be disk or memory/],
  [{ USAGE_JOURNAL_MAX_MB: "10" }, /^USAGE_JOURNAL_MAX_MB: must be 64 or more/],
  [{ USAGE_JOURNAL_WORKSPACE_SHARE: "0" }, /^USAGE_JOURNAL_WORKSPACE_SHARE: must be 1 to 100/],
  [{ USAGE_JOURNAL_WORKSPACE_SHARE: "101" }, /^USAGE_JOURNAL_WORKSPACE_SHARE: must be 1 to 100/],
  [{ USAGE_JOURNAL_WORKSPACE_SHARE: "half" }, /^USAGE_JOURNAL_WORKSPACE_SHARE: must be a percentage/],
  [{ USAGE_EVENTS_DAYS: "0" }, /^USAGE_EVENTS_DAYS: /],
  [{ USAGE_EVENTS_DAYS: "a month" }, /^USAGE_EVENTS_DAYS: must be a number of days/],
  [{ KEY_CACHE_ENTRIES: "many" }, /^KEY_CACHE_ENTRIES: must be a number of entries/],
  [{ KEY_CACHE_ENTRIES: "1e12" }, /^KEY_CACHE_ENTRIES: /],
  [{ WEB_CONCURRENCY: "1.5" }, /^WEB_CONCURRENCY: must be a whole number/],
  [{ METRICS_TOKEN: "too short" }, /^METRICS_TOKEN: /],
  [{ SIGN_UP: "maybe" }, /^SIGN_UP: must be open or closed/],
  [{ AUTH_GITHUB_ID: "x" }, /^AUTH_GITHUB_ID and AUTH_GITHUB_SECRET/],
  [
    { LATCHKEY_BOOTSTRAP_EMAIL: "a@example.com" },
    /^LATCHKEY_BOOTSTRAP_EMAIL and LATCHKEY_BOOTSTRAP_PASSWORD/,
  ],
  [{ LATCHKEY_BOOTSTRAP_ROOT_KEY: "sk_live_x" }, /^LATCHKEY_BOOTSTRAP_ROOT_KEY: must be lk_root_/],
])("%j is refused in a sentence that names it", (env, sentence) => {
  expect(() => load(env)).toThrow(ConfigError);
  expect(() => load(env)).toThrow(sentence);
  expect(() => load(env)).not.toThrow(/hunter/);
});

test.each([
  ["postgres://u:p%232@db.example:5432/d"],
  ["postgres://u@/d?host=/run/postgresql"],
  ["postgres:///d?host=/run/postgresql"],
  ["postgresql://db.example"],
])("%s is taken for the address of a database", (url) => {
  expect(load({ DATABASE_URL: url }).databaseUrl).toBe(url);
});

test("HOST may have an IPv6 address in the brackets of a URL", () => {
  expect([load({ HOST: "[::1]" }).host, load({ HOST: "::1" }).host]).toEqual(["::1", "::1"]);
});

test("TRUSTED_PROXIES is a list with commas", () => {
  expect(load({ TRUSTED_PROXIES: "10.0.0.0/8, ::1,," }).trustedProxies).toEqual(["10.0.0.0/8", "::1"]);
});

test.each([[""], ["short"]])("a kept secret that is damaged is named, and not used: %j", (content) => {
  const dataDir = mkdtempSync(path.join(folder, "damaged-"));
  writeFileSync(path.join(dataDir, "auth-secret"), content);
  expect(() => load({ DATA_DIR: dataDir })).toThrow(/^DATA_DIR: the secret in .*auth-secret is damaged/);
});

test("first starts on one data folder at the same moment keep one secret, whole, and leave nothing else", async () => {
  const dataDir = path.join(folder, "shared");
  const script = path.join(folder, "load.mts");
  const from = JSON.stringify(path.join(process.cwd(), "lib/platform/config"));
  writeFileSync(script, `import { loadConfig } from ${from}; console.log(loadConfig().authSecret);`);
  const env = { ...process.env, DATA_DIR: dataDir };
  const starts = Array.from({ length: 6 }, () => run(process.execPath, ["--import", "tsx", script], { env }));
  const secrets = (await Promise.all(starts)).map(({ stdout }) => stdout.trim());
  expect(new Set(secrets)).toEqual(new Set([readFileSync(path.join(dataDir, "auth-secret"), "utf8")]));
  expect(secrets[0]).toHaveLength(43);
  expect(readdirSync(dataDir)).toEqual(["auth-secret"]);
});

test("a data folder that cannot be made is named", () => {
  const file = path.join(folder, "a-file");
  writeFileSync(file, "");
  expect(() => load({ DATA_DIR: path.join(file, "below") })).toThrow(
    /^DATA_DIR: the folder .* cannot be written/,
  );
});

test("what is blank is absent, and what is absent has its default", () => {
  const blank = { PORT: " ", REDIS_URL: "", KEY_CACHE_ENTRIES: "", USAGE_JOURNAL_MAX_MB: "" };
  expect(load(blank)).toMatchObject({
    port: 3_000,
    appUrl: "http://localhost:3000",
    keyCacheEntries: 1_000_000,
    usageJournalMaxBytes: 1_073_741_824,
    signUp: "closed",
  });
  expect(load(blank).redis).toBeUndefined();
  // Kept, so that sessions outlive a restart.
  expect(load(blank).authSecret).toBe(load({}).authSecret);
  expect(load({ KEY_CACHE_ENTRIES: "5000" }).keyCacheEntries).toBe(5_000);
});

test.each([
  ["https://keys.example.com/", "https://keys.example.com"],
  ["https://Keys.Example.com:443", "https://keys.example.com"],
  ["http://keys.example.com:8080/", "http://keys.example.com:8080"],
  ["https://schlüssel.example", "https://xn--schlssel-95a.example"],
])("APP_URL %s is the origin that browsers send: %s", (given, origin) => {
  expect(load({ APP_URL: given })).toMatchObject({ appUrl: origin, appUrlIsSet: true });
  expect(load({ PORT: "4000" })).toMatchObject({ appUrl: "http://localhost:4000", appUrlIsSet: false });
});
