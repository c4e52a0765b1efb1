// `npm run bench -- limits`: what a limit costs Redis. A private Redis, the product's own limiter, callers who never stop
// asking, few and many of them: how many calls share a script call, and Redis's processor time for each. Processor time is
// Redis's own count, so it hardly moves with what else the machine does. JSON on standard output.

import { createLog } from "@/lib/platform/log";
import { privateRedis } from "@/lib/platform/redis/testing";
import { limitId } from "@/lib/ratelimit/limiter";
import { openLimiter } from "@/lib/ratelimit/open-limiter";

const SECONDS = 3;
/** A machine that is busy must not make the limiter decide alone. */
const PATIENT_MS = 10_000;
const KEYS = 1_000;

const redis = await privateRedis();
const admin = await redis.client();

async function processorSeconds(): Promise<number> {
  const info = await admin.info("cpu");
  const of = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)?.[1]);
  return of("used_cpu_user") + of("used_cpu_sys");
}

async function measure(callers: number) {
  const { limiter, close } = await openLimiter(
    { url: redis.url },
    createLog("silent"),
    undefined,
    PATIENT_MS,
  );
  let calls = 0;
  const before = { processor: await processorSeconds(), trips: limiter.health?.roundTrips ?? 0 };
  const began = performance.now();
  const caller = async (n: number) => {
    for (let i = n; performance.now() - began < SECONDS * 1_000; i += callers) {
      const id = limitId(`key_${i % KEYS}`, "requests");
      const request = { id, limit: 1_000_000, windowMs: 60_000, cost: 1, pool: "stored" as const };
      const decision = await limiter.take("ws_bench", [request]);
      if (decision === "over_share" || !decision.allowed || decision.degraded)
        throw new Error("a call was not decided by Redis as expected");
      calls++;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, n) => caller(n)));
  const seconds = (performance.now() - began) / 1_000;
  const used = (await processorSeconds()) - before.processor;
  const trips = (limiter.health?.roundTrips ?? 0) - before.trips;
  close();
  return {
    callers,
    callsPerSecond: Math.round(calls / seconds),
    callsPerScriptCall: Number((calls / trips).toFixed(1)),
    redisMicrosecondsPerCall: Number(((used / calls) * 1e6).toFixed(1)),
    callsPerSecondOfRedisCore: Math.round(calls / used),
  };
}

const report = [];
for (const callers of [1, 8, 64]) report.push(await measure(callers));
admin.disconnect();
await redis.kill();
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
