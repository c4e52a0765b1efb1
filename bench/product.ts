import { generateSecret } from "@/lib/platform/secret";
import { KEYS, question, startServer, type Target, temporaryFolder, until } from "./target";

/** `folder`: where another build of the product is; absent, this one is run. */
type Options = { args?: string[]; env?: Record<string, string>; keys?: number; folder?: string | undefined };

/** Our own server, as `npm start` runs it. */
export const OWN_SERVER = ["--max-semi-space-size=64", "dist/server.js"];
/** The same product without it. */
export const NEXT_SERVER = ["node_modules/next/dist/bin/next", "start"];

/** Calls the management API; throws what it answered if that is not a success. */
function caller(port: number, rootKey: string) {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${rootKey}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
}

/**
 * The product on an empty database, with a real root key and keys that have a permission, a limit that never denies and a
 * consumer. What it counted is asked of its own usage API.
 */
export async function startProduct({
  args = OWN_SERVER,
  env = {},
  keys = KEYS,
  folder,
}: Options = {}): Promise<Target> {
  const rootKey = generateSecret("lk", "root");
  const { port, pid, stop } = await startServer(
    args,
    {
      HOST: "127.0.0.1",
      DATA_DIR: temporaryFolder(),
      LOG_LEVEL: "warn",
      LATCHKEY_BOOTSTRAP_EMAIL: "bench@example.com",
      LATCHKEY_BOOTSTRAP_PASSWORD: "a password only for the bench",
      LATCHKEY_BOOTSTRAP_ROOT_KEY: rootKey,
      ...env,
    },
    async (at) => (await fetch(`http://127.0.0.1:${at}/readyz`)).ok,
    folder,
  );
  const call = caller(port, rootKey);
  const { items } = await call<{ items: { id: string }[] }>("GET", "/apis");
  const apiId = items[0]?.id;
  const bodies: string[] = [];
  for (let i = 0; i < keys; i++) {
    const made = await call<{ secret: string }>("POST", "/keys", {
      apiId,
      name: `bench key ${i}`,
      externalId: `customer_${i}`,
      permissions: ["orders:read"],
      ratelimits: [{ name: "requests", limit: 1_000_000_000, windowMs: 60_000, autoApply: true }],
      metadata: { plan: "pro" },
    });
    bodies.push(question(made.secret));
  }
  const began = new Date(Date.now() - 60_000).toISOString();
  const counted = async () => {
    const to = new Date(Date.now() + 60_000).toISOString();
    const usage = await call<{ totals: { count: number } }>(
      "GET",
      `/usage?from=${began}&to=${to}&interval=minute`,
    );
    return usage.totals.count;
  };
  return {
    port,
    // Of several processes none is the one that answers.
    pid: env.WEB_CONCURRENCY ? 0 : pid,
    path: "/api/v1/keys/verify",
    headers: { Authorization: `Bearer ${rootKey}` },
    bodies,
    expect: '"code":"VALID"',
    counted,
    stop,
  };
}

/** Waits until the product's own count is the client's, and says how long that took; throws if it never is. */
export async function reconcile(name: string, target: Target, answered: number): Promise<number> {
  const { counted } = target;
  if (!counted) return 0;
  const began = Date.now();
  let seen = 0;
  await until(`${name}: usage events`, async () => {
    seen = await counted();
    if (seen > answered) throw new Error(`${name}: ${seen} usage events for ${answered} answers`);
    return seen === answered;
  }).catch((error: unknown) => {
    throw new Error(`${name}: ${seen} usage events for ${answered} answers`, { cause: error });
  });
  return Date.now() - began;
}
