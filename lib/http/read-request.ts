import type { RootCaller } from "../credentials/root-key/authenticate";
import type { Ctx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { ID_FORM } from "../platform/ids";
import type { Runtime } from "../runtime/runtime";
import { MAX_BODY_BYTES } from "../verify/schemas";
import type { Endpoint } from "./endpoint";
import { isCoded, readJson, type SentBody } from "./json";
import { writtenCaller } from "./proxies";

const MAX_USER_AGENT = 255;

/** The verbs' context for a root key's request. */
export function contextOf(
  rt: Runtime,
  caller: RootCaller,
  request: Request,
  requestId: string,
): Ctx<Runtime> {
  return {
    rt,
    workspaceId: caller.workspaceId,
    actor: { type: "root_key", id: caller.keyId, name: caller.name },
    scopes: caller.scopes,
    apiIds: caller.apiIds,
    secretId: caller.secretId,
    address: writtenCaller(rt.config, request.headers),
    userAgent: request.headers.get("user-agent")?.slice(0, MAX_USER_AGENT) ?? null,
    requestId,
    signal: request.signal,
  };
}

/** The `{id}` of the path. What has not an id's form names nothing, and is not asked of the database. */
export function readId(endpoint: Pick<Endpoint, "path">, id: string): string {
  if (!endpoint.path.includes("{id}")) return "";
  if (!ID_FORM.test(id)) throw new Problem("not_found", "There is nothing with this id.");
  return id;
}

function refuseParameter(name: string, message: string): never {
  throw new Problem("invalid_request", `${name}: ${message}`, [{ field: name, message }]);
}

/** The query's parameters, each given at most once; only names that the endpoint takes (its verb's schema refuses others). */
export function readQuery(endpoint: Pick<Endpoint, "query">, url: string): Record<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of new URL(url).searchParams) {
    if (!endpoint.query) refuseParameter(name, "is not a known parameter");
    if (query.has(name)) refuseParameter(name, "is given twice");
    if (value.includes("\u0000")) refuseParameter(name, "has a null character");
    query.set(name, value);
  }
  return Object.fromEntries(query);
}

/** `If-Match` (RFC 9110, section 13.1.1) with one of our ETags; `*` is any version. */
export function readIfMatch(
  endpoint: Pick<Endpoint, "method" | "versioned">,
  request: Request,
): number | undefined {
  const header = request.headers.get("if-match")?.trim();
  if (!endpoint.versioned || endpoint.method === "GET" || !header || header === "*") return undefined;
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (version === undefined)
    throw new Problem("precondition_failed", `If-Match: ${header.slice(0, 40)} is no ETag of this resource.`);
  return Number(version);
}

/** The whole body, or why there is none to read. */
export async function limitedBytes(request: Request, most = MAX_BODY_BYTES): Promise<SentBody> {
  if (isCoded(request.headers.get("content-encoding"))) return "coded";
  if (Number(request.headers.get("content-length") ?? 0) > most) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A body that says it is something else is refused; one that does not say is taken for JSON. */
function requireJson(request: Request): void {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type && type !== "application/json" && !type.endsWith("+json"))
    throw new Problem("unsupported_media_type", "Send Content-Type: application/json.");
}

/** The body as JSON, and as it was sent. */
export async function readBody(
  endpoint: Pick<Endpoint, "body" | "maxBodyBytes">,
  request: Request,
): Promise<{ body: unknown; sent: Buffer }> {
  const sent = await limitedBytes(request, endpoint.maxBodyBytes);
  const bytes = Buffer.isBuffer(sent) ? sent : Buffer.alloc(0);
  if (!endpoint.body) return { body: undefined, sent: bytes };
  // Every field of such a body has a default: none at all is the same as an empty one.
  if (bytes === sent && bytes.length === 0 && endpoint.body.safeParse({}).success)
    return { body: {}, sent: bytes };
  requireJson(request);
  return { body: readJson(sent, endpoint.maxBodyBytes), sent: bytes };
}
