import { z } from "zod";
import { parseInput } from "../errors/parse";
import { Problem } from "../errors/problem";
import { parseSecret } from "../keys/secret";
import type { Runtime } from "../runtime";
import type { VerificationCode } from "../verify/codes";
import { noDecision } from "../verify/no-decision";
import { verifyRequestSchema } from "../verify/schemas";
import { type VerifyResult, verify } from "../verify/verify";
import { limitFields } from "./own-limits";
import { clientHop, proxyList } from "./proxies";
import { takeOwnLimits, verifyingCaller } from "./verify-caller";
import { type VerifyReply, verifyRefusal } from "./verify-endpoint";

export const FORWARD_AUTH_PATH = "/api/v1/forward-auth";

/** What a gateway sends: its own request, made of the original one. */
export type ForwardedRequest = {
  /** Where the gateway itself asks from. */
  address: () => string | null;
  method: string;
  /** Path and query. */
  url: string;
  header(name: string): string | null;
};

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
const settingsSchema = z.strictObject({ permissions, cost, ratelimits, tags });

/**
 * `GET|POST /api/v1/forward-auth`: a verification whose answer is a status and headers, for gateways that ask before they
 * let a request pass (nginx `auth_request`, Traefik ForwardAuth, Envoy ext_authz). The body is empty but for a problem's.
 */
export async function answerForwardAuth(
  rt: Runtime,
  request: ForwardedRequest,
  requestId: string,
): Promise<VerifyReply> {
  try {
    const at = new URL(request.url, "http://gateway");
    // Envoy appends the original path, keeps its method and query, and adds headers where others have a query of their own.
    const appended = at.pathname !== FORWARD_AUTH_PATH;
    if (!appended && request.method !== "GET" && request.method !== "POST")
      throw new Problem("method_not_allowed", "GET and POST are possible here.", [], { Allow: "GET, POST" });
    const { root, key } = credentials(request);
    const caller = await verifyingCaller(rt, root, request.address);
    const settings = parseInput(settingsSchema, appended ? ofHeaders(request) : ofQuery(at.searchParams));
    // What is left of the root key's own limits is no business of the client's.
    await takeOwnLimits(rt, caller, 1);
    if (key === null) return missing(requestId);
    const ip = clientHop(proxyList(rt.config.trustedProxies), request.header("x-forwarded-for"));
    const result = await verify(rt, caller, { ...settings, key, ...(ip ? { ip } : {}) }, requestId);
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

function ofQuery(query: URLSearchParams): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    if (name === "tag") settings["tags"] = values;
    else if (name === "ratelimit") settings["ratelimits"] = values.map((limit) => ({ name: limit }));
    else if (values.length > 1)
      throw new Problem("invalid_request", `${name}: is given twice`, [
        { field: name, message: "is given twice" },
      ]);
    else if (name === "cost") settings[name] = /^\d+$/.test(values[0] ?? "") ? Number(values[0]) : values[0];
    else if (name === "permissions") settings[name] = values[0];
    else
      throw new Problem("invalid_request", `${name}: is not a known parameter`, [
        { field: name, message: "is not a known parameter" },
      ]);
  }
  return settings;
}

/** Only what a forged header could not loosen: a client that names a permission more is refused more often. */
function ofHeaders({ header }: ForwardedRequest): Record<string, unknown> {
  const query = header("x-latchkey-permissions");
  return query ? { permissions: query } : {};
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
