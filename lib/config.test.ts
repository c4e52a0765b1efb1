import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config";

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
  [{ AUTH_SECRET: "short" }, /^AUTH_SECRET: must have at least 32/],
  [{ DATABASE_URL: "mysql://x" }, /^DATABASE_URL: must begin with postgres/],
  [{ DATABASE_DRIVER: "odbc" }, /^DATABASE_DRIVER: must be pg or neon/],
  [{ REDIS_URL: "localhost:6379" }, /^REDIS_URL: must begin with redis/],
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
