import { provision } from "./provision.mjs";

provision({ build: false });
process.env.NODE_ENV ||= "production";
(await import("tsx/esm/api")).register();
await import("../db/seed.ts");
