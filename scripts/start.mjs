import path from "node:path";
import { pathToFileURL } from "node:url";
import { loadEnv } from "./environment.mjs";
import { provision, ROOT } from "./provision.mjs";

const dev = process.argv.includes("--dev");
loadEnv();
await provision({ build: !dev });
process.env.NODE_ENV = dev ? "development" : "production";
process.env.NEXT_TELEMETRY_DISABLED = "1";
// The server runs in this very process, so that signals reach it and its exit code is ours.
if (dev) (await import("tsx/esm/api")).register();
await import(pathToFileURL(path.join(ROOT, dev ? "server/main.ts" : "dist/server.js")).href);
