import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { normalRange } from "./address";
import { parseSecret } from "./secret";

/** A start-up fault that the operator can mend; its message is the one sentence that is printed. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** Characters of AUTH_SECRET. */
const MIN_SECRET = 32;

const blankIsAbsent = (value: unknown) =>
  typeof value === "string" && value.trim() === "" ? undefined : value;
const optional = <S extends z.ZodType>(schema: S) => z.preprocess(blankIsAbsent, schema.optional());

/** Latchkey is served from the root of its host. The schema has already refused anything that is not a URL. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const url = new URL(text);
  return url.href === `${url.origin}/`;
}
const listOf = (text: string) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);

const proxySchema = z.string().refine((entry) => normalRange(entry) !== null, {
  error: ({ input }) => `${input} is not an address or a CIDR range`,
});

/** `postgres://user@/name` is a socket's address; only URLs as the web has them need a host. */
const isDatabaseUrl = (text: string) => URL.canParse(text) || URL.canParse(text.replace("@/", "@socket/"));

const environmentSchema = z.object({
  PORT: optional(z.coerce.number("must be a port number").int().min(1).max(65_535)),
  HOST: optional(z.string()),
  APP_URL: optional(
    z
      .url({ protocol: /^https?$/, message: "must be an http(s) URL" })
      .refine(
        isOrigin,
        "must be an origin such as https://keys.example.com, without path, query or user name",
      ),
  ),
  AUTH_SECRET: optional(z.string().min(MIN_SECRET, `must have at least ${MIN_SECRET} characters`)),
  DATA_DIR: optional(z.string()),
  DATABASE_URL: optional(
    z
      .string()
      .regex(/^postgres(ql)?:\/\/\S+$/, "must begin with postgres:// (leave it out to run embedded)")
      .refine(
        isDatabaseUrl,
        "must be a URL like postgres://user:password@host:5432/name, with special characters encoded (# is %23)",
      ),
  ),
  DATABASE_DRIVER: optional(z.enum(["pg", "neon"], "must be pg or neon")),
  REDIS_URL: optional(
    z
      .string()
      .regex(/^rediss?:\/\/\S+$/, "must begin with redis:// or rediss://")
      .refine(
        URL.canParse,
        "must be a URL like redis://:password@host:6379, with special characters encoded (# is %23)",
      ),
  ),
  UPSTASH_REDIS_REST_URL: optional(z.url({ protocol: /^https?$/, message: "must be an http(s) URL" })),
  UPSTASH_REDIS_REST_TOKEN: optional(z.string()),
  USAGE_JOURNAL: optional(z.enum(["disk", "memory"], "must be disk or memory")),
  USAGE_JOURNAL_MAX_MB: optional(
    z.coerce.number("must be a number of megabytes").int().min(64, "must be 64 or more"),
  ),
  USAGE_JOURNAL_WORKSPACE_SHARE: optional(
    z.coerce
      .number("must be a percentage")
      .int("must be a whole number")
      .min(1, "must be 1 to 100")
      .max(100, "must be 1 to 100"),
  ),
  USAGE_EVENTS_DAYS: optional(
    z.coerce.number("must be a number of days").int("must be a whole number").min(1).max(3_650),
  ),
  KEY_CACHE_ENTRIES: optional(
    z.coerce.number("must be a number of entries").int("must be a whole number").min(100).max(16_000_000),
  ),
  LIMIT_WINDOWS: optional(
    z.coerce.number("must be a number of windows").int("must be a whole number").min(1_000).max(16_000_000),
  ),
  TRUSTED_PROXIES: optional(z.string().transform(listOf).pipe(z.array(proxySchema))),
  HTTP_LANES: optional(z.enum(["on", "off"], "must be on or off")),
  WEB_CONCURRENCY: optional(
    z.coerce.number("must be a number of processes").int("must be a whole number").min(1).max(64),
  ),
  METRICS_TOKEN: optional(z.string().regex(/^\S{16,}$/, "must have at least 16 characters, and no space")),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(z.url({ protocol: /^https?$/, message: "must be an http(s) URL" })),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optional(
    z.url({ protocol: /^https?$/, message: "must be an http(s) URL" }),
  ),
  SIGN_UP: optional(z.enum(["open", "closed"], "must be open or closed")),
  LOG_LEVEL: optional(
    z.enum(["debug", "info", "warn", "error", "silent"], "must be debug, info, warn, error or silent"),
  ),
  AUTH_GITHUB_ID: optional(z.string()),
  AUTH_GITHUB_SECRET: optional(z.string()),
  AUTH_GOOGLE_ID: optional(z.string()),
  AUTH_GOOGLE_SECRET: optional(z.string()),
  LATCHKEY_BOOTSTRAP_EMAIL: optional(z.email("must be an e-mail address")),
  LATCHKEY_BOOTSTRAP_PASSWORD: optional(z.string().min(12, "must have at least 12 characters")),
  LATCHKEY_BOOTSTRAP_ROOT_KEY: optional(
    z
      .string()
      .refine(
        (text) => parseSecret(text)?.kind === "root",
        "must be lk_root_, 43 or more base62 characters and their 6-character checksum",
      ),
  ),
});

/** How Redis is reached, if there is one: over TCP, or over Upstash's REST. */
export type RedisConfig = { url: string } | { restUrl: string; token: string };

type Provider = { clientId: string; clientSecret: string };

export type Config = {
  port: number;
  host: string | undefined;
  /** How many processes serve, under a supervisor; absent: this one alone. */
  workers: number | undefined;
  /** Whether verifications are read from the connection's bytes, or as everything else by Node's parser. */
  lanes: boolean;
  /** The origin at which browsers reach it, as they write it: no trailing slash, no default port. */
  appUrl: string;
  /** Whether APP_URL says so; otherwise it is a guess, and browsers may come by another name. */
  appUrlIsSet: boolean;
  authSecret: string;
  dataDir: string;
  databaseUrl: string | undefined;
  databaseDriver: "pg" | "neon";
  redis: RedisConfig | undefined;
  /** Absent: where the process that starts thinks best. */
  usageJournal: "disk" | "memory" | undefined;
  usageJournalMaxBytes: number;
  /** Percent of the journal that one workspace may have waiting. */
  usageJournalWorkspaceShare: number;
  /** How long single requests are kept; sums have terms of their own. */
  usageEventsDays: number;
  /** Keys, and values that are nobody's, in memory; past it the least used leave. */
  keyCacheEntries: number;
  /** Windows of stored limits that a process counts; see docs/bounds.md. */
  limitWindows: number;
  trustedProxies: string[];
  /** Without it /metrics is for private addresses. */
  metricsToken: string | undefined;
  /** False: no traces are kept, and nothing of them is loaded. */
  tracing: boolean;
  signUp: "open" | "closed";
  logLevel: string;
  github: Provider | undefined;
  google: Provider | undefined;
  bootstrap: { email: string; password: string; rootKey: string | undefined } | undefined;
};

/** A file appears whole or not at all: of two first starts one wins, and the other reads what that one wrote. */
function createOnce(file: string, content: string): void {
  const mine = `${file}.${randomUUID()}`;
  try {
    writeFileSync(mine, content, { mode: 0o600 });
    linkSync(mine, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Makes the data folder and keeps a generated AUTH_SECRET in it, so that sessions outlive a restart. */
function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, "auth-secret");
  let secret: string;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) createOnce(file, randomBytes(32).toString("base64url"));
    secret = readFileSync(file, "utf8").trim();
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new ConfigError(`DATA_DIR: the folder ${dataDir} cannot be written (${why}).`);
  }
  if (secret.length >= MIN_SECRET) return secret;
  throw new ConfigError(
    `DATA_DIR: the secret in ${file} is damaged. Restore it, or remove the file: a new one is generated, and everyone signs in again.`,
  );
}

function pair(name: string, id: string | undefined, secret: string | undefined): Provider | undefined {
  if (!id && !secret) return undefined;
  if (id && secret) return { clientId: id, clientSecret: secret };
  throw new ConfigError(`AUTH_${name}_ID and AUTH_${name}_SECRET must be set together.`);
}

/** Neon's own hosts are reached over WebSockets unless it is said otherwise. */
function driverOf(databaseUrl: string): "pg" | "neon" {
  return URL.canParse(databaseUrl) && new URL(databaseUrl).hostname.endsWith(".neon.tech") ? "neon" : "pg";
}

function redisOf(url?: string, restUrl?: string, token?: string): RedisConfig | undefined {
  if (!restUrl !== !token)
    throw new ConfigError("UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN must be set together.");
  if (url && restUrl) throw new ConfigError("REDIS_URL and UPSTASH_REDIS_REST_URL: give one of them.");
  if (restUrl && token) return { restUrl, token };
  return url ? { url } : undefined;
}

/** Reads the environment once. Throws ConfigError naming the wrong variable; makes the data folder if it is not there. */
export function loadConfig(source: Record<string, string | undefined> = process.env): Config {
  const parsed = environmentSchema.safeParse(source);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message}.`);
  }
  const env = parsed.data;
  const port = env.PORT ?? 3000;
  const dataDir = path.resolve(env.DATA_DIR ?? ".data");
  if (!env.LATCHKEY_BOOTSTRAP_EMAIL !== !env.LATCHKEY_BOOTSTRAP_PASSWORD)
    throw new ConfigError("LATCHKEY_BOOTSTRAP_EMAIL and LATCHKEY_BOOTSTRAP_PASSWORD must be set together.");
  if (env.LATCHKEY_BOOTSTRAP_ROOT_KEY && !env.LATCHKEY_BOOTSTRAP_EMAIL)
    throw new ConfigError("LATCHKEY_BOOTSTRAP_ROOT_KEY needs LATCHKEY_BOOTSTRAP_EMAIL and _PASSWORD.");
  return {
    port,
    // In brackets, as in a URL, an IPv6 address is meant too.
    host: env.HOST?.replace(/^\[(.*)\]$/, "$1"),
    workers: env.WEB_CONCURRENCY,
    lanes: env.HTTP_LANES !== "off",
    appUrl: new URL(env.APP_URL ?? `http://localhost:${port}`).origin,
    appUrlIsSet: env.APP_URL !== undefined,
    authSecret: env.AUTH_SECRET ?? keptSecret(dataDir),
    dataDir,
    databaseUrl: env.DATABASE_URL,
    databaseDriver: env.DATABASE_URL ? (env.DATABASE_DRIVER ?? driverOf(env.DATABASE_URL)) : "pg",
    redis: redisOf(env.REDIS_URL, env.UPSTASH_REDIS_REST_URL, env.UPSTASH_REDIS_REST_TOKEN),
    usageJournal: env.USAGE_JOURNAL,
    usageJournalMaxBytes: (env.USAGE_JOURNAL_MAX_MB ?? 1_024) * 1_048_576,
    usageJournalWorkspaceShare: env.USAGE_JOURNAL_WORKSPACE_SHARE ?? 25,
    usageEventsDays: env.USAGE_EVENTS_DAYS ?? 30,
    keyCacheEntries: env.KEY_CACHE_ENTRIES ?? 1_000_000,
    limitWindows: env.LIMIT_WINDOWS ?? 500_000,
    trustedProxies: env.TRUSTED_PROXIES ?? [],
    metricsToken: env.METRICS_TOKEN,
    tracing: Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT),
    signUp: env.SIGN_UP ?? "closed",
    logLevel: env.LOG_LEVEL ?? "info",
    github: pair("GITHUB", env.AUTH_GITHUB_ID, env.AUTH_GITHUB_SECRET),
    google: pair("GOOGLE", env.AUTH_GOOGLE_ID, env.AUTH_GOOGLE_SECRET),
    bootstrap:
      env.LATCHKEY_BOOTSTRAP_EMAIL && env.LATCHKEY_BOOTSTRAP_PASSWORD
        ? {
            email: env.LATCHKEY_BOOTSTRAP_EMAIL,
            password: env.LATCHKEY_BOOTSTRAP_PASSWORD,
            rootKey: env.LATCHKEY_BOOTSTRAP_ROOT_KEY,
          }
        : undefined,
  };
}

/** Auth.js takes its own address from AUTH_URL before any header, so this overrides any value set there. */
export function tellAuthAddress({ appUrl }: Pick<Config, "appUrl">): void {
  process.env["AUTH_URL"] = appUrl;
}
