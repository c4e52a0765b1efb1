// `npm run bench -- --against=<commit> [case …] [--rounds=15] [--seconds=2] [--connections=32]`: is this build slower than
// that commit's? Both run side by side and are driven in turn, the order changing from round to round, so that whatever
// else the machine does meets both. JSON on standard output; the exit code is 1 if a case has lost.
import { type ChildProcess, execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, homedir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { CASES, type Case } from "./cases";
import { isConclusive, losses, medianInterval, range } from "./interval";
import { median, type Running, rate, rounded, runRound, startCase, startLoad, warmUp } from "./rounds";

const DEFAULT_CASES = ["verify", "postgres", "redis"];
const LEAST_ROUNDS = 15;

const say = (text: string) => process.stderr.write(`${text}\n`);

function usage(why: string): never {
  say(why);
  say("Usage: npm run bench -- --against=<commit> [case …] [--rounds=15] [--seconds=2] [--connections=32]");
  for (const one of CASES) if (one.isProduct) say(`  ${one.name.padEnd(20)} ${one.what}`);
  process.exit(2);
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      against: { type: "string" },
      rounds: { type: "string", default: String(LEAST_ROUNDS) },
      seconds: { type: "string", default: "2" },
      connections: { type: "string", default: "32" },
    },
  });
  const names = positionals.length > 0 ? positionals : DEFAULT_CASES;
  const chosen = names.map((name) => CASES.find((one) => one.isProduct && one.name === name));
  const [rounds = 0, seconds = 0, connections = 0] = [values.rounds, values.seconds, values.connections].map(
    Number,
  );
  if (chosen.includes(undefined)) usage(`Not all of these are cases of the product: ${names.join(", ")}`);
  if (!(rounds >= LEAST_ROUNDS && rounds <= 1_000)) usage(`--rounds must be ${LEAST_ROUNDS} to 1,000`);
  if (!(seconds > 0 && seconds <= 60 && connections >= 1 && connections <= 1_000))
    usage("--seconds must be at most 60, --connections 1 to 1,000");
  const cases = chosen.filter((one): one is Case => one !== undefined);
  return { commit: commitOf(values.against ?? ""), rounds, seconds, connections, cases };
}

function commitOf(name: string): string {
  const found = spawnSync("git", ["rev-parse", "--verify", "--end-of-options", `${name}^{commit}`], {
    encoding: "utf8",
  });
  if (found.status !== 0) usage(`--against: ${JSON.stringify(name)} is no commit of this repository`);
  return found.stdout.trim();
}

/** The commit, installed and built by its own scripts. Kept for the next run, since it never changes. */
function buildOf(commit: string): string {
  const folder = path.join(homedir(), ".cache", "latchkey-bench", commit);
  const mark = path.join(folder, ".ready");
  if (existsSync(mark)) return folder;
  say(`building ${commit.slice(0, 12)} in ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync("git", ["archive", "--format=tar", commit], { maxBuffer: 1 << 28 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  const provision = 'import("./scripts/provision.mjs").then((it) => it.provision({ build: true }))';
  execFileSync(process.execPath, ["-e", provision], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  writeFileSync(mark, "");
  return folder;
}

const processorUs = (one: Running) => one.processor.map((time) => time.all);

function report(here: Running, there: Running) {
  const ratios = (a: readonly number[], b: readonly number[]) =>
    a.map((value, i) => value / (b[i] ?? Number.NaN));
  const speed = medianInterval(ratios(here.rounds.map(rate), there.rounds.map(rate)));
  // Where there is no /proc, the rate alone decides.
  const cost =
    here.processor.length > 0 ? medianInterval(ratios(processorUs(here), processorUs(there))) : null;
  const lost = losses(speed, cost);
  say(`${here.of.name}: requests per second ${range(speed)}${cost ? `, processor time ${range(cost)}` : ""}`);
  for (const one of lost) say(`${here.of.name}: LOST: ${one}`);
  const conclusive = isConclusive(speed) && (!cost || isConclusive(cost));
  if (!conclusive)
    say(`${here.of.name}: not conclusive, because the rounds differ too much: run it on a quiet machine`);
  const side = (one: Running) => ({
    requestsPerSecond: Math.round(median(one.rounds.map(rate))),
    p99Us: median(one.rounds.map((round) => round.p99Us)),
    processorUs: cost ? rounded(median(processorUs(one))) : null,
    answeringThreadUs: cost ? rounded(median(one.processor.map((time) => time.main))) : null,
    perRound: one.rounds.map((round) => Math.round(rate(round))),
    answered: one.answered,
  });
  return {
    what: here.of.what,
    rate: speed,
    processor: cost,
    lost,
    conclusive,
    here: side(here),
    there: side(there),
  };
}

type Plan = Omit<ReturnType<typeof readArguments>, "commit" | "cases"> & { folder: string };

async function compare(load: ChildProcess, of: Case, { folder, rounds, seconds, connections }: Plan) {
  say(`starting ${of.name}, this build and the other`);
  const here = await startCase(of);
  const there = await startCase(of, folder);
  try {
    for (const one of [here, there]) await warmUp(load, one, connections);
    for (let n = 1; n <= rounds; n++) {
      for (const one of n % 2 === 1 ? [here, there] : [there, here])
        await runRound(load, one, seconds, connections);
      const figures = [here, there].map((one) => Math.round(rate(one.rounds[n - 1] as Running["rounds"][0])));
      say(`${of.name} round ${n}: ${figures.join(" against ")}`);
    }
    return report(here, there);
  } finally {
    await here.target.stop();
    await there.target.stop();
  }
}

async function main(): Promise<boolean> {
  const { commit, cases, ...plan } = readArguments();
  const folder = buildOf(commit);
  const load = startLoad();
  const results: Record<string, Awaited<ReturnType<typeof compare>>> = {};
  try {
    // One case after the other: servers that only wait would still take memory and the odd timer.
    for (const of of cases) results[of.name] = await compare(load, of, { ...plan, folder });
  } finally {
    load.disconnect();
  }
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "", cores: cpus().length };
  process.stdout.write(`${JSON.stringify({ machine, against: commit, ...plan, cases: results }, null, 2)}\n`);
  return Object.values(results).every(({ lost }) => lost.length === 0);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

main().then(
  (good) => process.exit(good ? 0 : 1),
  (error: unknown) => {
    say(`bench failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
