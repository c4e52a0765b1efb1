import { provision } from "./provision.mjs";

// Standard output is the report's alone.
const { write } = process.stdout;
process.stdout.write = process.stderr.write.bind(process.stderr);
await provision({ build: true });
process.stdout.write = write;
process.env.NODE_ENV ||= "production";
(await import("tsx/esm/api")).register();
const ALONE = ["revocation", "memory", "limits", "database"];
const against = process.argv.some((argument) => /^--against(=|$)/.test(argument));
const file = against ? "against" : ALONE.find((name) => name === process.argv[2]);
await import(`../bench/${file ?? "main"}.ts`);
