// better-auth's API-key plugin on PostgreSQL. BETTER_AUTH_MODE=default: as its documentation sets it up, only with a limit
// that never denies. fast: the fastest that the documentation offers, keys in a secondary storage (here even in this
// process) and updates deferred until after the answer.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { Pool } from "pg";
import { ANSWER_HEADERS } from "./minimal-verify";

const fast = process.env.BETTER_AUTH_MODE === "fast";
const rateLimit = { enabled: true, timeWindow: 60_000, maxRequests: 1_000_000_000 };
const kept = new Map<string, string>();
const storage = {
  get: (key: string) => kept.get(key) ?? null,
  set: (key: string, value: string) => {
    kept.set(key, value);
  },
  delete: (key: string) => {
    kept.delete(key);
  },
  getAndDelete: (key: string) => {
    const value = kept.get(key) ?? null;
    kept.delete(key);
    return value;
  },
  increment: (key: string) => {
    const count = Number(kept.get(key) ?? 0) + 1;
    kept.set(key, String(count));
    return count;
  },
};
const database = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const auth = betterAuth({
  baseURL: "http://127.0.0.1",
  secret: "a secret that is only for the bench, and long enough",
  database,
  emailAndPassword: { enabled: true },
  logger: { level: "error" },
  telemetry: { enabled: false },
  advanced: { backgroundTasks: { handler: (task) => void task.catch(() => {}) } },
  plugins: [
    fast
      ? apiKey({ rateLimit, storage: "secondary-storage", customStorage: storage, deferUpdates: true })
      : apiKey({ rateLimit }),
  ],
});
await (await getMigrations(auth.options)).runMigrations();
const { user } = await auth.api.signUpEmail({
  body: { email: "bench@example.com", password: "a password only for the bench", name: "bench" },
});
const secrets: string[] = [];
for (let i = 0; i < Number(process.env.KEYS); i++) {
  const made = await auth.api.createApiKey({
    body: { userId: user.id, name: `bench ${i}`, permissions: { orders: ["read"] } },
  });
  secrets.push(made.key);
}
writeFileSync(process.env.SECRETS_FILE ?? "", secrets.join("\n"), { mode: 0o600 });

async function verify(text: string): Promise<string> {
  const { key } = JSON.parse(text) as { key: string };
  const found = await auth.api.verifyApiKey({ body: { key, permissions: { orders: ["read"] } } });
  return JSON.stringify({ code: found.valid ? "VALID" : "NOT_FOUND", ...found });
}

createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    if (req.method === "GET") return res.end();
    verify(Buffer.concat(chunks).toString()).then(
      (body) => {
        res.writeHead(200, { ...ANSWER_HEADERS, "Content-Length": Buffer.byteLength(body) });
        res.end(body);
      },
      (error: Error) => res.writeHead(500).end(error.message),
    );
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
