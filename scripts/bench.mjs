import { provision } from "./provision.mjs";

provision({ build: true });
process.env.NODE_ENV ||= "production";
(await import("tsx/esm/api")).register();
await import("../bench/main.ts");
