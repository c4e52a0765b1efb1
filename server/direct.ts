import type { IncomingMessage, ServerResponse } from "node:http";
import { DATA_PLANE, gatewayAt } from "@/lib/http/data-plane";
import { type DataOperation, isForGateways } from "@/lib/http/data-plane/operation";
import type { SentBody } from "@/lib/http/json";
import { readiness } from "@/lib/http/ready";
import type { VerifyReply } from "@/lib/http/verify-endpoint";
import { newRequestId } from "@/lib/platform/ids";
import { answerMetrics } from "@/lib/runtime/metrics/answer-metrics";
import type { Runtime } from "@/lib/runtime/runtime";
import { callerOf } from "./forwarded";
import { readBody, send } from "./hot";
import { faultReply } from "./outbox";

type Direct = (rt: Runtime, req: IncomingMessage, requestId: string) => VerifyReply | Promise<VerifyReply>;

const wholeBody = (req: IncomingMessage): Promise<SentBody> =>
  new Promise((resolve) => readBody(req, resolve));

const status = (code: number, body: { status: string }): VerifyReply => ({
  status: code,
  headers: { "Content-Type": "application/json", "Cache-Control": "no-store" },
  body: JSON.stringify(body),
});

const from = (rt: Runtime, req: IncomingMessage) => () => callerOf(rt.config, req);

const unread = (req: IncomingMessage): null => {
  req.resume();
  return null;
};

const answering =
  (operation: DataOperation): Direct =>
  async (rt, req, requestId) => {
    const header = (name: string) => {
      const value = req.headers[name.toLowerCase()];
      return typeof value === "string" ? value : (value?.join(", ") ?? null);
    };
    const { method = "", url = "" } = req;
    const body = isForGateways(operation) ? unread(req) : await wholeBody(req);
    const address = from(rt, req);
    return operation.handle(rt, { method, url, resolved: false, address, header, body }, requestId);
  };

const ready: Direct = async () => {
  const ready = await readiness();
  return status(ready.status === "ok" ? 200 : 503, ready);
};

const metrics: Direct = (rt, req) =>
  answerMetrics(rt, {
    authorization: req.headers.authorization,
    peer: req.socket.remoteAddress ?? null,
    caller: from(rt, req),
    fields: Object.keys(req.headers),
  });

const ROUTES = new Map<string, Direct>([
  ["GET /healthz", () => status(200, { status: "ok" })],
  ["GET /readyz", ready],
  ["GET /metrics", metrics],
]);
for (const operation of DATA_PLANE)
  if (!isForGateways(operation))
    ROUTES.set(`${operation.method} /api/v1${operation.path}`, answering(operation));

function routeOf({ method, url = "" }: IncomingMessage): Direct | undefined {
  const gateway = gatewayAt(url);
  return gateway ? answering(gateway) : ROUTES.get(`${method} ${url}`);
}

/** Answers what machines ask for, besides verify, before Next sees it. False: not one of these, nothing was touched. */
export function direct(rt: Runtime, req: IncomingMessage, res: ServerResponse): boolean {
  const route = routeOf(req);
  if (!route) return false;
  const requestId = newRequestId();
  Promise.resolve()
    .then(() => route(rt, req, requestId))
    .then(
      (reply) => send(res, { ...reply, headers: { "X-Request-Id": requestId, ...reply.headers } }),
      (error) => send(res, faultReply(rt, `${req.method} ${req.url?.split("?", 1)[0]}`, requestId, error)),
    );
  return true;
}
