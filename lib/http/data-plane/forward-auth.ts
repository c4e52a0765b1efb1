import { z } from "zod";
import { parseInput } from "../../platform/errors/parse";
import { Problem } from "../../platform/errors/problem";
import { parseSecret } from "../../platform/secret";
import type { Runtime } from "../../runtime/runtime";
import type { VerificationCode } from "../../verify/codes";
import { verify } from "../../verify/decide";
import { noDecision } from "../../verify/no-decision";
import type { VerifyResult } from "../../verify/outcome";
import { verifyRequestSchema } from "../../verify/schemas";
import { limitFields } from "../own-limits";
import { forwardedClient, trustedProxies } from "../proxies";
import { type VerifyReply, verifyRefusal } from "../verify-endpoint";
import type { DataRequest } from "./operation";
import { takeOwnLimits, verifyingCaller } from "./verify-caller";

const FORWARD_AUTH_PATH = "/api/v1/forward-auth";

/** What a gateway sends: its own request, made of the original one. */
type ForwardedRequest = Omit<DataRequest, "body">;

/** A gateway knows three answers besides 200. 401: no usable credential; 403: a good one that may not; 429: come back later. */
const STATUS: Record<VerificationCode, 200 | 401 | 403 | 429> = {
  VALID: 200,
  NOT_FOUND: 401,
  REVOKED: 401,
  DISABLED: 401,
  EXPIRED: 401,
  FORBIDDEN_IP: 403,
  INSUFFICIENT_PERMISSIONS: 403,
  RATE_LIMITED: 429,
  CREDITS_EXHAUSTED: 403,
};

const { permissions, cost, ratelimits, tags } = verifyRequestSchema.shape;
/** The query of the URL that the gateway is given. */
const settingsSchema = z.strictObject({
  permissions,
  cost,
  ratelimits,
  tags,
  preflight: z.literal("pass", "must be pass").optional(),
});
const METHODS = ["GET", "HEAD", "POST", "OPTIONS"];
/** No origin that a browser sends is longer. */
const MAX_ORIGIN = 255;

/**
 * `GET|HEAD|POST|OPTIONS /api/v1/forward-auth`: a verification whose answer is a status and headers, for gateways that ask
 * before they let a request pass (nginx `auth_request`, Traefik ForwardAuth, Envoy ext_authz). Only a problem has a body.
 */
export async function answerForwardAuth(
  rt: Runtime,
  request: ForwardedRequest,
  requestId: string,
): Promise<VerifyReply> {
  try {
    const { appended, query } = partsOf(request.url);
    if (!appended && !METHODS.includes(request.method)) {
      const allow = METHODS.join(", ");
      throw new Problem("method_not_allowed", `${request.method} is not allowed. Allowed: ${allow}.`, [], {
        Allow: allow,
      });
    }
    const { root, key } = credentials(request);
    const caller = await verifyingCaller(rt, root, request.address);
    const asked = appended ? ofHeader(request) : ofUrl(request, query);
    const { preflight, ...settings } = parseInput(settingsSchema, asked);
    // What is left of the root key's own limits is no business of the client's.
    await takeOwnLimits(rt, caller, 1);
    if (key === null) return preflight && isPreflight(request) ? passed(requestId) : missing(requestId);
    const result = await verify(rt, caller, { ...settings, key, ...whereFrom(rt, request) }, requestId);
    if (result.kind !== "answer") throw noDecision(result);
    const { code } = result.answer;
    const headers = { ...answerHeaders(rt, result), ...common(requestId) };
    return {
      status: STATUS[code],
      headers: STATUS[code] === 401 ? { ...headers, ...challenge("invalid_token") } : headers,
      body: "",
    };
  } catch (error) {
    return verifyRefusal(rt, requestId, error);
  }
}

/**
 * The gateway's root key and the client's credential. The root key stands in X-Latchkey-Key, which the gateway sets and
 * so overwrites; only without it may it stand in Authorization, and the credential then only in X-API-Key.
 */
function credentials({ header }: ForwardedRequest): { root: string | null; key: string | null } {
  const own = header("x-latchkey-key")?.trim();
  const apiKey = header("x-api-key")?.trim() || null;
  const bearer = /^bearer +(\S+)\s*$/i.exec(header("authorization") ?? "")?.[1] ?? null;
  if (own) return { root: `Bearer ${own}`, key: apiKey ?? bearer };
  const root = bearer && parseSecret(bearer)?.kind === "root" ? `Bearer ${bearer}` : null;
  return { root, key: apiKey };
}

/**
 * The query of the gateway's own URL. Envoy appends the original path and query to it, and then the query is the client's.
 * The path is compared as it was sent: resolving its dots would let a client turn the longer form into the plain one.
 */
function partsOf(url: string): { appended: boolean; query: URLSearchParams } {
  const end = url.indexOf("?");
  const path = end < 0 ? url : url.slice(0, end);
  return { appended: path !== FORWARD_AUTH_PATH, query: new URLSearchParams(end < 0 ? "" : url.slice(end)) };
}

function refuse(field: string, message: string): never {
  throw new Problem("invalid_request", `${field}: ${message}`, [{ field, message }]);
}

const PERMISSIONS_FIELD = "X-Latchkey-Permissions";

/** What an appended path is decided by: its query is the client's. A client that forges this field asks for more. */
function ofHeader({ header, resolved }: ForwardedRequest): Record<string, unknown> {
  const wanted = header(PERMISSIONS_FIELD);
  if (wanted === null && resolved)
    refuse(PERMISSIONS_FIELD, "must be set by a gateway that appends the original path (it may be empty)");
  return wanted ? { permissions: wanted } : {};
}

/**
 * What the gateway's own URL asks for. A gateway configures with the query or with the field, so where both are there
 * one of them is the client's, and the path may be one that a proxy in between has resolved.
 */
function ofUrl(request: ForwardedRequest, query: URLSearchParams): Record<string, unknown> {
  const wanted = request.header(PERMISSIONS_FIELD);
  if (wanted === null) return ofQuery(query);
  if (query.size > 0) refuse(PERMISSIONS_FIELD, "cannot be combined with a query");
  return ofHeader(request);
}

function ofQuery(query: URLSearchParams): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    if (name === "tag") settings["tags"] = values;
    else if (name === "ratelimit") settings["ratelimits"] = values.map((limit) => ({ name: limit }));
    else if (values.length > 1) refuse(name, "is given twice");
    else if (name === "cost") settings[name] = /^\d+$/.test(values[0] ?? "") ? Number(values[0]) : values[0];
    else if (name === "permissions" || name === "preflight") settings[name] = values[0];
    else refuse(name, "is not a known parameter");
  }
  return settings;
}

/** The client's address and page, as the gateway passes them on. */
function whereFrom(rt: Runtime, { header }: ForwardedRequest): { ip?: string; origin?: string } {
  const fields = { forwardedFor: header("x-forwarded-for"), forwarded: header("forwarded") };
  const ip = forwardedClient(trustedProxies(rt.config), fields);
  const origin = header("origin");
  return { ...(ip ? { ip } : {}), ...(origin && origin.length <= MAX_ORIGIN ? { origin } : {}) };
}

/**
 * Whether the original request is a CORS preflight, which never carries a credential. Its method is what the gateway
 * says, in one field or both; without them it is the method of the gateway's own request.
 */
function isPreflight({ method, header }: ForwardedRequest): boolean {
  if (!header("origin") || !header("access-control-request-method")) return false;
  const named = [header("x-forwarded-method"), header("x-original-method")].filter((each) => each !== null);
  return (named.length > 0 ? named : [method]).every((each) => each === "OPTIONS");
}

const common = (requestId: string) => ({
  "X-Request-Id": requestId,
  "Cache-Control": "no-store",
});

/** RFC 6750, section 3: a request without a credential is told only the scheme. */
const challenge = (error?: string) => ({
  "WWW-Authenticate": `Bearer realm="api"${error ? `, error="${error}"` : ""}`,
});

/** No credential was presented: there is nothing to decide about, and nothing is recorded. */
function missing(requestId: string): VerifyReply {
  return {
    status: 401,
    headers: { ...common(requestId), ...challenge(), "X-Latchkey-Code": "MISSING" },
    body: "",
  };
}

/** Nothing is decided about a preflight: the request that follows it brings the credential. */
const passed = (requestId: string): VerifyReply => ({
  status: 200,
  headers: { ...common(requestId), "X-Latchkey-Code": "PREFLIGHT" },
  body: "",
});

/** A header's value is ASCII; a name or an id of a customer's may not be. */
const ascii = (text: string) => encodeURIComponent(text).replaceAll("%20", " ").replaceAll("%3A", ":");

/** What the decision says, as headers that a gateway can pass on to the API (X-Latchkey-*) or to the client (the others). */
function answerHeaders(rt: Runtime, result: VerifyResult & { kind: "answer" }): Record<string, string> {
  const { answer, retryAt, retiringSince } = result;
  const headers: Record<string, string> = { "X-Latchkey-Code": answer.code };
  if (answer.code === "NOT_FOUND") return headers;
  headers["X-Latchkey-Key-Id"] = answer.keyId;
  headers["X-Latchkey-Secret-Id"] = answer.secretId;
  headers["X-Latchkey-Api-Id"] = answer.apiId;
  headers["X-Latchkey-Environment"] = answer.environment;
  headers["X-Latchkey-Name"] = ascii(answer.name);
  if (answer.identity) {
    headers["X-Latchkey-Identity-Id"] = answer.identity.id;
    headers["X-Latchkey-External-Id"] = ascii(answer.identity.externalId);
  }
  if (answer.credits) headers["X-Latchkey-Credits-Remaining"] = String(answer.credits.remaining);
  if (answer.degraded) headers["X-Latchkey-Degraded"] = "true";
  const now = rt.now();
  const states = answer.ratelimits.map((limit) => ({ ...limit, resetAt: Date.parse(limit.resetAt) }));
  Object.assign(headers, limitFields(states, now));
  if (retryAt !== null) headers["Retry-After"] = String(Math.max(1, Math.ceil((retryAt - now) / 1_000)));
  if (answer.rotation) {
    // RFC 9745 and RFC 8594: since when this secret is on its way out, and when it is gone.
    if (retiringSince !== null) headers["Deprecation"] = `@${Math.floor(retiringSince / 1_000)}`;
    headers["Sunset"] = new Date(answer.rotation.retiresAt).toUTCString();
  }
  return headers;
}
