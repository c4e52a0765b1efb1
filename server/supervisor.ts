import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { MetricObject } from "prom-client";
import { pauseAfter } from "@/lib/platform/back-off";
import type { Config } from "@/lib/platform/config";
import { createLog } from "@/lib/platform/log";
import { type FromWorker, isOurs, type ToWorker } from "./messages";
import { listen } from "./serve";

const PAUSES = { firstMs: 250, mostMs: 30_000 };
/** A worker that lived this long did not fail at its start: its successor comes at once. */
const SETTLED_MS = 10_000;
/** A worker that is busy or stopped does not hold up /metrics for longer; its figures are left out. */
const GATHER_MS = 1_000;

type Ready = Extract<FromWorker, { latchkey: "ready" }>;

const tell = (worker: Worker, message: ToWorker) => {
  if (worker.isConnected()) worker.send(message);
};

/**
 * Runs the workers and does nothing else: connections are handed to them in turn. SIGTERM ends them all; SIGHUP renews
 * them one by one, each successor answering before its predecessor stops.
 */
class Supervisor {
  readonly #log;
  /** By seat: the number that a worker's figures are known by, its predecessors' and successors' too. */
  readonly #seats: (Worker | null)[];
  /** Those that are to end. */
  readonly #leaving = new Set<Worker>();
  readonly #failures: number[];
  #stopping = false;
  #renewing = false;
  #gathers = 0;

  constructor(
    readonly config: Config,
    readonly count: number,
  ) {
    this.#log = createLog(config.logLevel);
    this.#seats = Array(count).fill(null);
    this.#failures = Array(count).fill(0);
  }

  /** The first worker migrates the database and fails for all if something is wrong; the others follow. */
  async start(): Promise<void> {
    // Taken and given back: a port in use is said before anything is built.
    const probe = createServer();
    await listen(probe, this.config);
    await new Promise((resolve) => probe.close(resolve));
    process.on("SIGTERM", () => this.#stop());
    process.on("SIGINT", () => this.#stop());
    process.on("SIGHUP", () => void this.#renew());
    const first = await this.#fork(0);
    // It has said why.
    if (!first) process.exit(1);
    await Promise.all(this.#seats.slice(1).map((_, i) => this.#fork(i + 1)));
    process.stdout.write(`Latchkey is ready at ${this.config.appUrl}, in ${this.count} processes\n`);
    if (first.firstVisit) process.stdout.write("The database is empty: the first visit creates the owner.\n");
    if (first.limitsAlone && this.count > 1)
      process.stderr.write(
        `Without Redis each process counts limits for itself: ${this.count} processes let up to ${this.count} times as much through. Set REDIS_URL.\n`,
      );
  }

  /** Starts a worker for the seat. Resolves when it answers requests, or with null if it ended instead. */
  async #fork(seat: number): Promise<Ready | null> {
    cluster.setupPrimary({ exec: fileURLToPath(import.meta.url), args: [String(seat)] });
    const worker = cluster.fork();
    this.#seats[seat] = worker;
    const began = Date.now();
    return new Promise((resolve) => {
      worker.on("message", (message: unknown) => {
        if (!isOurs(message)) return;
        const told = message as FromWorker;
        if (told.latchkey === "ready") resolve(told);
        else if (told.latchkey === "gather") this.#gather(worker, told.id);
      });
      worker.once("exit", (code: number | null, signal: string | null) => {
        resolve(null);
        if (this.#leaving.delete(worker) || this.#stopping || this.#seats[seat] !== worker) return;
        this.#seats[seat] = null;
        this.#replace(seat, Date.now() - began, signal ?? `code ${code}`);
      });
    });
  }

  /** One that ended by itself has a successor: at once, or after a growing pause if it keeps failing. */
  #replace(seat: number, livedMs: number, why: string): void {
    const failures = livedMs > SETTLED_MS ? 0 : (this.#failures[seat] ?? 0) + 1;
    this.#failures[seat] = failures;
    const pause = failures === 0 ? 0 : pauseAfter(failures, PAUSES);
    this.#log.error({ worker: seat, why, livedMs }, "a process ended; another takes its place");
    setTimeout(() => {
      if (!this.#stopping && !this.#seats[seat]) void this.#fork(seat);
    }, pause);
  }

  /** Each in turn: the successor answers, then the predecessor finishes what it has accepted and ends. */
  async #renew(): Promise<void> {
    if (this.#renewing || this.#stopping) return;
    this.#renewing = true;
    this.#log.info("renewing all processes");
    for (const seat of this.#seats.keys()) {
      const old = this.#seats[seat];
      if (old) this.#leaving.add(old);
      const ready = await this.#fork(seat);
      if (this.#stopping) break;
      if (!ready) {
        // The new ones do not start: those that serve go on.
        if (old && !old.isDead()) {
          this.#leaving.delete(old);
          this.#seats[seat] = old;
        }
        this.#log.error({ worker: seat }, "the successor did not start; renewal ended");
        break;
      }
      if (old && !old.isDead()) {
        const ended = once(old, "exit");
        old.process.kill("SIGTERM");
        await ended;
      }
    }
    this.#renewing = false;
    this.#log.info("renewal done");
  }

  #stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    Promise.all(
      workers.map(async (worker) => {
        if (worker.isDead()) return true;
        const ended = once(worker, "exit");
        worker.process.kill("SIGTERM");
        const [code] = await ended;
        return code === 0;
      }),
    ).then(
      (ends) => process.exit(ends.every(Boolean) ? 0 : 1),
      () => process.exit(1),
    );
  }

  /** Asks every worker for its figures and sends them to who asked. */
  #gather(asker: Worker, askedId: number): void {
    const id = ++this.#gathers;
    const all: MetricObject[][] = [];
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected());
    const finish = () => {
      clearTimeout(timer);
      cluster.off("message", collect);
      tell(asker, { latchkey: "gathered", id: askedId, all });
    };
    const timer = setTimeout(finish, GATHER_MS);
    const collect = (_from: Worker, message: unknown) => {
      if (!isOurs(message)) return;
      const told = message as FromWorker;
      if (told.latchkey !== "figures" || told.id !== id) return;
      all.push(told.figures);
      if (all.length === workers.length) finish();
    };
    cluster.on("message", collect);
    for (const worker of workers) if (worker) tell(worker, { latchkey: "figures?", id });
  }
}

/** Serves with `count` processes on one port, and restarts those that end. */
export async function startWorkers(config: Config, count: number): Promise<void> {
  await new Supervisor(config, count).start();
}
