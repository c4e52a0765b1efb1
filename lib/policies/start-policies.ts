import type { Runtime } from "../runtime/runtime";
import { applyPolicies } from "./apply-policies";
import { fromTheBeginning } from "./run";

const EVERY_MS = 60_000;

/** Applies the policies each minute, one run at a time, until it is called back. */
export function startPolicies(rt: Runtime): () => void {
  const places = fromTheBeginning();
  let running = false;
  const run = async () => {
    if (running || rt.database.away) return;
    running = true;
    try {
      const { failed } = await applyPolicies(rt, places);
      rt.counts.policiesRanAt = rt.now();
      if (failed > 0) rt.log.error({ failed }, "policies could not be applied to some keys");
    } catch (error) {
      const err = error instanceof Error ? error.message : String(error);
      rt.log.warn({ err }, "policies wait for the next minute");
    } finally {
      running = false;
    }
  };
  const timer = setInterval(() => void run(), EVERY_MS).unref();
  return () => clearInterval(timer);
}
