import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import type { Case } from "./cases";
import { reconcile } from "./product";
import { type ProcessorTime, processorTime, type Target } from "./target";

/** Before the first round every server gets so much load that its code is compiled and its caches are full. */
const WARM_UP_SECONDS = 2;
/** Each round begins with this much load that is not measured. */
const WARM_MS = 500;

export type Round = {
  answered: number;
  measured: number;
  unexpected: number;
  sample: string;
  seconds: number;
  p50Us: number;
  p99Us: number;
};

export type Running = {
  of: Case;
  target: Target;
  answered: number;
  rounds: Round[];
  /** The server's processor time for a request, its writing afterwards included. Moved less than rates by what else runs. */
  processor: ProcessorTime[];
  settledMs: number[];
};

/** The load generator, a process of its own. */
export const startLoad = (): ChildProcess => fork(path.join("bench", "load.mjs"), { execArgv: [] });

function drive(load: ChildProcess, task: object): Promise<Round> {
  return new Promise((resolve, reject) => {
    load.once("message", (message: { result?: Round; error?: string }) =>
      message.result ? resolve(message.result) : reject(new Error(message.error)),
    );
    load.send(task);
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export const rate = (round: Round) => round.measured / round.seconds;
export const rounded = (value: number) => Number(value.toPrecision(3));

/** Starts the server of a case, ready for its first round. `folder`: where another build is. */
export async function startCase(of: Case, folder?: string): Promise<Running> {
  return { of, target: await of.start(folder), answered: 0, rounds: [], processor: [], settledMs: [] };
}

/** Compiles the server's code and fills its caches; none of it is measured. */
export async function warmUp(load: ChildProcess, one: Running, connections: number): Promise<void> {
  await runRound(load, one, WARM_UP_SECONDS, connections);
  Object.assign(one, { rounds: [], processor: [], settledMs: [] });
}

/** Drives one server for `seconds` and adds what was seen to it. Throws if an answer is not as expected or not counted. */
export async function runRound(load: ChildProcess, one: Running, seconds: number, connections: number) {
  const { target } = one;
  const { port, path: at, headers, expect, usedUpPerRound } = target;
  const bodies = usedUpPerRound ? target.bodies.splice(0, usedUpPerRound) : target.bodies;
  if (bodies.length === 0) throw new Error(`${one.of.name}: no keys are left for another round`);
  const before = processorTime(target.pid);
  const result = await drive(load, {
    ...{ port, path: at, headers, bodies, expect, connections },
    ...{ once: usedUpPerRound !== undefined, warmMs: WARM_MS, measuredMs: seconds * 1_000 },
  });
  if (result.unexpected > 0)
    throw new Error(`${one.of.name}: ${result.unexpected} answers were not as expected:\n${result.sample}`);
  one.answered += result.answered;
  one.rounds.push(result);
  // Also lets it finish its writing before the next is measured.
  one.settledMs.push(await reconcile(one.of.name, target, one.answered));
  const after = processorTime(target.pid);
  if (before && after)
    one.processor.push({
      main: (after.main - before.main) / result.answered,
      all: (after.all - before.all) / result.answered,
    });
}
