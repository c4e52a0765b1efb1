import { within } from "../platform/outage";
import { runtime } from "../runtime/runtime";

/** A load balancer waits no longer. */
const WAIT_MS = 2_000;

export type Readiness = { status: "ok" | "unavailable"; reason?: string };

/** Can this process serve everything? Callers at the same time share one query, which is given up when it hangs. */
export async function readiness(): Promise<Readiness> {
  const { database } = runtime();
  const answers = await within(WAIT_MS, database.answers()).catch(() => false);
  if (!answers) return { status: "unavailable", reason: "The database does not answer." };
  if (database.readOnly) return { status: "unavailable", reason: "The database is read-only." };
  return { status: "ok" };
}
