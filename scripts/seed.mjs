import { loadEnv } from "./environment.mjs";
import { provision } from "./provision.mjs";

loadEnv();
await provision({ build: false });
process.env.NODE_ENV ||= "production";
(await import("tsx/esm/api")).register();
await import("../lib/demo/seed.ts");
