import type { Config } from "@/lib/config";
import { registryOf } from "@/lib/metrics/registry";
import type { Runtime } from "@/lib/runtime";
import { isFirstVisit } from "@/lib/start-runtime";
import { type FromWorker, isOurs, type ToWorker } from "./messages";
import { serve } from "./serve";

const tell = (message: FromWorker) => process.send?.(message);

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

/** Whichever process is asked for /metrics answers for all of them. */
function shareFigures(rt: Runtime, seat: string): void {
  registryOf(rt).setDefaultLabels({ worker: seat });
  const waiting = new Map<number, (all: Awaited<ReturnType<NonNullable<Runtime["gather"]>>>) => void>();
  let last = 0;
  rt.gather = () =>
    new Promise((resolve) => {
      const id = ++last;
      waiting.set(id, resolve);
      tell({ latchkey: "gather", id });
    });
  process.on("message", (message: unknown) => {
    if (!isOurs(message)) return;
    const asked = message as ToWorker;
    if (asked.latchkey === "figures?")
      registryOf(rt)
        .getMetricsAsJSON()
        .then((figures) => tell({ latchkey: "figures", id: asked.id, figures }))
        .catch((error: unknown) => rt.log.error({ err: String(error) }, "no figures"));
    else {
      waiting.get(asked.id)?.(asked.all);
      waiting.delete(asked.id);
    }
  });
}
