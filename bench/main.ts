// `npm run bench [-- case …] [--rounds=5] [--seconds=3] [--connections=32]`: JSON on standard output, progress on
// standard error. All servers run side by side and are driven in turn, round after round, so that whatever else the
// machine does meets all of them; what counts is the median of the ratios within a round.
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { CASES } from "./cases";
import { monotonicUs, profileTable } from "./profile";
import {
  median,
  type Round,
  type Running,
  rate,
  rounded,
  runRound,
  startCase,
  startLoad,
  warmUp,
} from "./rounds";

/** Cases that the ratios are made to. */
const YARDSTICKS = ["bare", "minimal", "next", "better-auth", "cold-minimal"];

const say = (text: string) => process.stderr.write(`${text}\n`);

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "3" },
      connections: { type: "string", default: "32" },
    },
  });
  const known = CASES.map((one) => one.name);
  const wrong = positionals.filter((name) => !known.includes(name));
  const numbers = [values.rounds, values.seconds, values.connections].map(Number);
  if (wrong.length > 0 || !numbers.every((n) => n > 0 && n <= 1_000)) {
    say(`Usage: npm run bench [-- case …] [--rounds=5] [--seconds=3] [--connections=32]`);
    for (const one of CASES) say(`  ${one.name.padEnd(20)} ${one.what}`);
    process.exit(2);
  }
  const [rounds = 5, seconds = 3, connections = 32] = numbers;
  // Whatever is chosen, the yardstick runs beside it.
  const chosen = CASES.filter(
    (one) =>
      one.name === "bare" || (positionals.length === 0 ? !one.onDemand : positionals.includes(one.name)),
  );
  return { rounds, seconds, connections, chosen };
}

/** The median of the per-round ratios of `what` between two cases. */
function ratio(a: Running, b: Running, what: (round: Round) => number): number {
  return rounded(median(a.rounds.map((round, i) => what(round) / what(b.rounds[i] ?? round))));
}

function report(one: Running, all: readonly Running[]) {
  const yardsticks = all.filter((other) => other !== one && YARDSTICKS.includes(other.of.name));
  return {
    what: one.of.what,
    requestsPerSecond: Math.round(median(one.rounds.map(rate))),
    p50Us: median(one.rounds.map((round) => round.p50Us)),
    p99Us: median(one.rounds.map((round) => round.p99Us)),
    ratioTo: Object.fromEntries(yardsticks.map((other) => [other.of.name, ratio(one, other, rate)])),
    p99RatioTo: Object.fromEntries(
      yardsticks.map((other) => [other.of.name, ratio(one, other, (round) => round.p99Us)]),
    ),
    ...(one.processor.length > 0
      ? {
          mainThreadUs: rounded(median(one.processor.map((time) => time.main))),
          processorUs: rounded(median(one.processor.map((time) => time.all))),
        }
      : {}),
    perRound: one.rounds.map((round) => Math.round(rate(round))),
    answered: one.answered,
    ...(one.target.counted ? { usageEvents: one.answered, settledMs: one.settledMs } : {}),
  };
}

async function main(): Promise<void> {
  const { rounds, seconds, connections, chosen } = readArguments();
  const load = startLoad();
  const running: Running[] = [];
  let failed: unknown;
  let profileSince = 0;
  try {
    for (const of of chosen) {
      say(`starting ${of.name}`);
      running.push(await startCase(of));
    }
    for (const one of running) await warmUp(load, one, connections);
    profileSince = monotonicUs();
    for (let n = 1; n <= rounds; n++) {
      for (const one of running) await runRound(load, one, seconds, connections);
      const figures = running.map((one) => `${one.of.name} ${Math.round(rate(one.rounds[n - 1] as Round))}`);
      say(`round ${n}: ${figures.join(", ")}`);
    }
  } catch (error) {
    failed = error;
  }
  load.disconnect();
  for (const one of running) await one.target.stop();
  if (failed) throw failed;
  const profiled = running.find((one) => one.target.profileFolder);
  const perRequest = median(profiled?.processor.map((time) => time.main) ?? []);
  const microseconds =
    profiled && profileTable(profiled.target.profileFolder ?? "", profileSince, perRequest);
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "", cores: cpus().length };
  const cases = Object.fromEntries(running.map((one) => [one.of.name, report(one, running)]));
  process.stdout.write(
    `${JSON.stringify({ machine, rounds, seconds, connections, cases, microseconds }, null, 2)}\n`,
  );
}

// What was started is ended by the exit, also when the bench is broken off.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(`bench failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
