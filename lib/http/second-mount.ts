import { after } from "next/server";
import type { Runtime } from "../runtime";
import type { VerifyReply } from "./verify-endpoint";

/**
 * The data plane's answer from a route of Next's, for hosts without `server/`. Where the journal has no disk the host may
 * stop the process as soon as it has answered: it is asked to wait until the usage events are in the database.
 */
export function mountedReply(rt: Runtime, { status, headers, body }: VerifyReply): Response {
  if (!rt.usage.figures.onDisk) after(() => rt.usage.flush());
  return new Response(body || null, { status, headers });
}
