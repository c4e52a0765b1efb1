import { after } from "next/server";
import { newRequestId } from "../../platform/ids";
import { within } from "../../platform/outage";
import { runtime } from "../../runtime/runtime";
import { writtenCaller } from "../proxies";
import { limitedBytes } from "../read-request";
import type { Handler } from "../route";
import { type DataOperation, isForGateways } from "./operation";

/** With the database away nobody is kept for longer; the events wait on, and the journal says so in its log. */
const WRITTEN_MS = 10_000;

/**
 * The data plane's answers from Next, for hosts without `server/`. Where the journal has no disk the host may stop the
 * process as soon as it has answered: it is asked to wait until the usage events are in the database.
 */
export const mounted =
  (operation: DataOperation): Handler =>
  async (request) => {
    const rt = runtime();
    const { pathname, search } = new URL(request.url);
    const asked = {
      method: request.method,
      url: pathname + search,
      // Next resolves the dots of a path before any route sees it.
      resolved: true,
      address: () => writtenCaller(rt.config, request.headers),
      header: (name: string) => request.headers.get(name),
      body: isForGateways(operation) ? null : await limitedBytes(request),
    };
    const { status, headers, body } = await operation.handle(rt, asked, newRequestId());
    if (!rt.usage.isDurable) after(() => within(WRITTEN_MS, rt.usage.flush()).catch(() => {}));
    return new Response(body || null, { status, headers });
  };
