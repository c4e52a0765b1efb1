import { after } from "next/server";
import { within } from "../outage";
import type { Runtime } from "../runtime";
import type { VerifyReply } from "./verify-endpoint";

/** With the database away nobody is kept for longer; the events wait on, and the journal says so in its log. */
const WRITTEN_MS = 10_000;

/**
 * The data plane's answer from a route of Next's, for hosts without `server/`. Where the journal has no disk the host may
 * stop the process as soon as it has answered: it is asked to wait until the usage events are in the database.
 */
export function mountedReply(rt: Runtime, { status, headers, body }: VerifyReply): Response {
  if (!rt.usage.isDurable) after(() => within(WRITTEN_MS, rt.usage.flush()).catch(() => {}));
  return new Response(body || null, { status, headers });
}
