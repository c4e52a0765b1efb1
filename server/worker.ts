import type { MetricObject } from "prom-client";
import type { Config } from "@/lib/platform/config";
import { registryOf } from "@/lib/runtime/metrics/registry";
import type { Runtime } from "@/lib/runtime/runtime";
import { isFirstVisit } from "@/lib/runtime/start";
import { type FromWorker, isOurs, type ToWorker } from "./messages";
import { serve } from "./serve";

/** A supervisor that has ended is told nothing. */
const tell = (message: FromWorker) => process.send?.(message, undefined, undefined, () => {});
/** The supervisor gathers for a second. One that has not answered by then is stopped or busy. */
const GATHERED_MS = 2_000;

/** One of several processes on the port, under the supervisor. Its seat's number is its first argument. */
export async function runWorker(config: Config): Promise<void> {
  const rt = await serve(config, { late: true });
  shareFigures(rt, process.argv[2] ?? "0");
  tell({
    latchkey: "ready",
    firstVisit: await isFirstVisit(rt),
    limitsAlone: rt.limiter.health === undefined,
  });
}

/** Whichever process is asked for /metrics answers for all of them, or for itself if the supervisor does not answer. */
function shareFigures(rt: Runtime, seat: string): void {
  registryOf(rt).setDefaultLabels({ worker: seat });
  const own = () => registryOf(rt).getMetricsAsJSON();
  let last = 0;
  let answered: ((all: MetricObject[][]) => void) | undefined;
  const gather = async (): Promise<MetricObject[][]> => {
    const id = ++last;
    let timer: NodeJS.Timeout | undefined;
    const all = await new Promise<MetricObject[][] | null>((resolve) => {
      timer = setTimeout(() => resolve(null), GATHERED_MS);
      answered = resolve;
      tell({ latchkey: "gather", id });
    });
    clearTimeout(timer);
    if (all === null) rt.log.warn("the supervisor does not answer; /metrics has this process's figures only");
    return all ?? [await own()];
  };
  // However many ask at once, they share one answer.
  let gathering: Promise<MetricObject[][]> | undefined;
  rt.gather = () => {
    gathering ??= gather().finally(() => {
      gathering = undefined;
    });
    return gathering;
  };
  process.on("message", (message: unknown) => {
    if (!isOurs(message)) return;
    const asked = message as ToWorker;
    if (asked.latchkey === "gathered") {
      if (asked.id === last) answered?.(asked.all);
      return;
    }
    own()
      .then((figures) => tell({ latchkey: "figures", id: asked.id, figures }))
      .catch((error: unknown) => rt.log.error({ err: String(error) }, "could not collect metrics"));
  });
}
