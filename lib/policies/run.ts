import { Problem } from "../platform/errors/problem";
import { causesOf, described, isOutage, isReadOnly } from "../platform/outage";
import type { Runtime } from "../runtime/runtime";

/** A run ends after this; the next one goes on where it ended. */
const RUN_MS = 30_000;
/** Failures that are logged one by one; the rest is only counted. */
const MOST_LOGGED = 20;

/** What a policy acts on. */
export type PolicyItem = { workspace_id: string; policy_id: string; credential_id: string };

/** Where the next run begins: after what the last one came to. Null: at the beginning. */
export type Places = {
  rotations: { retiresAt: Date; id: string } | null;
  /** The policy whose reminders come next, and how far each came that was not finished. */
  reminders: { workspaceId: string; id: string } | null;
  unfinished: Map<string, { environment: string; keyId: string }>;
};

export const fromTheBeginning = (): Places => ({ rotations: null, reminders: null, unfinished: new Map() });

/** One pass over what the policies act on, item by item: one that fails is counted and logged, and ends nothing. */
export class PolicyRun {
  failed = 0;
  readonly #until = performance.now() + RUN_MS;

  constructor(readonly rt: Runtime) {}

  get isOver(): boolean {
    return performance.now() > this.#until;
  }

  /**
   * True if it was done. False if somebody else was faster, if there was nothing left to do, or if it failed. Throws only
   * if the database does not answer or takes no writes, for then nothing would succeed.
   */
  async attempt(item: PolicyItem, act: () => Promise<boolean>): Promise<boolean> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Problem) return false;
      this.rt.database.failed(error);
      if (this.rt.database.away || isOutage(error) || isReadOnly(error)) throw error;
      this.failed++;
      this.rt.counts.policyFailures++;
      if (this.failed <= MOST_LOGGED)
        this.rt.log.error(
          {
            err: described(causesOf(error)),
            workspaceId: item.workspace_id,
            policyId: item.policy_id,
            keyId: item.credential_id,
          },
          "a policy could not be applied to a key; the next run tries again",
        );
      return false;
    }
  }
}
