import type { Runtime } from "../runtime";
import { sweep } from "./sweep";
import { analyzeGrown, vacuumEmbedded } from "./vacuum";

/** Not at once: a start has better to do, and one that fails again and again does not sweep each time. */
const FIRST_MS = 10 * 60_000;
const EVERY_MS = 60 * 60_000;
const ANALYZE_EVERY_MS = 10_000;

/** One turn: what is old goes, and the embedded database is tidied. A fault is logged and made good by the next turn. */
export async function keepUp(rt: Runtime, stop?: AbortSignal): Promise<void> {
  try {
    const swept = await sweep(rt, stop);
    for (const kind of Object.keys(swept) as (keyof typeof swept)[]) rt.counts.swept[kind] += swept[kind];
    if (!rt.config.databaseUrl) await vacuumEmbedded(rt, stop);
    rt.counts.upkeepRanAt = rt.now();
    if (Object.values(swept).some((rows) => rows > 0)) rt.log.info(swept, "swept what is kept no longer");
  } catch (error) {
    rt.log.warn(
      { err: error instanceof Error ? error.message : String(error) },
      "upkeep waits for the next hour",
    );
  }
}

/** Runs in the background until it is called back. */
export function startUpkeep(rt: Runtime): () => void {
  const stop = new AbortController();
  let timer = setTimeout(function turn() {
    void keepUp(rt, stop.signal).finally(() => {
      if (!stop.signal.aborted) timer = setTimeout(turn, EVERY_MS).unref();
    });
  }, FIRST_MS).unref();
  let analyzing = rt.config.databaseUrl
    ? undefined
    : setTimeout(function turn() {
        void analyzeGrown(rt, stop.signal)
          .catch((error: unknown) => {
            // An outage is logged elsewhere, once.
            if (rt.database.away || stop.signal.aborted) return;
            const err = error instanceof Error ? error.message : String(error);
            rt.log.warn({ err }, "tables that have grown were not analyzed");
          })
          .finally(() => {
            if (!stop.signal.aborted) analyzing = setTimeout(turn, ANALYZE_EVERY_MS).unref();
          });
      }, ANALYZE_EVERY_MS).unref();
  return () => {
    stop.abort();
    clearTimeout(timer);
    clearTimeout(analyzing);
  };
}
