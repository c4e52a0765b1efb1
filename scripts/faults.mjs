// `npm run test:faults`: long campaigns that break a real server again and again. Arguments choose some of their files.
// Ends with one line: N passed, N failed, N skipped.
import { startPostgres } from "./postgres.mjs";
import { provision } from "./provision.mjs";
import { startRedis } from "./redis.mjs";
import { finish, vitest } from "./suite.mjs";

await provision({ build: true });
process.env.NEXT_TELEMETRY_DISABLED = "1";
// Found or installed before the first campaign: each starts and breaks servers of its own.
(await startPostgres())?.stop();
(await startRedis())?.stop();
// As for the other tests: a starved machine may spoil one try, not two.
const retry = process.env.CI ? ["--retry=1"] : [];
const campaigns = ["--config", "faults/vitest.config.ts", ...retry, ...process.argv.slice(2)];
await vitest("fault campaigns", {}, campaigns);
finish();
