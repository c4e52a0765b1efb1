import type { IncomingMessage, ServerResponse } from "node:http";
import { answerForwardAuth, FORWARD_AUTH_PATH } from "@/lib/http/forward-auth";
import type { SentBody } from "@/lib/http/json";
import { answerRatelimit } from "@/lib/http/ratelimit";
import { readiness } from "@/lib/http/ready";
import { answerVerifyBatch } from "@/lib/http/verify-batch";
import type { VerifyReply } from "@/lib/http/verify-endpoint";
import { newRequestId } from "@/lib/ids";
import { answerMetrics } from "@/lib/metrics/answer-metrics";
import type { Runtime } from "@/lib/runtime";
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

const verifyBatch: Direct = async (rt, req, requestId) =>
  answerVerifyBatch(rt, req.headers.authorization, from(rt, req), await wholeBody(req), requestId);

const ratelimit: Direct = async (rt, req, requestId) =>
  answerRatelimit(rt, req.headers.authorization, from(rt, req), await wholeBody(req), requestId);

const forwardAuth: Direct = (rt, req, requestId) => {
  // What a gateway sends along of the original body is not looked at.
  req.resume();
  const header = (name: string) => {
    const value = req.headers[name.toLowerCase()];
    return typeof value === "string" ? value : (value?.join(", ") ?? null);
  };
  return answerForwardAuth(
    rt,
    { method: req.method ?? "", url: req.url ?? "", resolved: false, address: from(rt, req), header },
    requestId,
  );
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
  ["POST /api/v1/keys/verify-batch", verifyBatch],
  ["POST /api/v1/ratelimit", ratelimit],
  ["GET /healthz", () => status(200, { status: "ok" })],
  ["GET /readyz", ready],
  ["GET /metrics", metrics],
]);

function routeOf(req: IncomingMessage): Direct | undefined {
  const url = req.url ?? "";
  if (url.startsWith(FORWARD_AUTH_PATH) && /^([/?]|$)/.test(url.slice(FORWARD_AUTH_PATH.length)))
    return forwardAuth;
  return ROUTES.get(`${req.method} ${url}`);
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
