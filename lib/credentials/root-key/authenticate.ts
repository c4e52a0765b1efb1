import { hash } from "node:crypto";
import { Problem } from "../../platform/errors/problem";
import type { PermissionSet } from "../../platform/permission";
import { parseSecret } from "../../platform/secret";
import type { Found, ProofCache } from "../cache";
import type { RootCredential } from "../credential";
import type { RootKeyUses } from "./uses";

/** The root key behind a request. */
export type RootCaller = {
  workspaceId: string;
  keyId: string;
  secretId: string;
  name: string;
  scopes: PermissionSet;
  ratelimits: RootCredential["ratelimits"];
  /** The APIs that it is limited to; empty: all. */
  apiIds: readonly string[];
  foreignSecrets: boolean;
};

/** `missing`: no bearer token. `invalid`: malformed, unknown, disabled, expired, revoked, or from elsewhere; which one is not told. */
export type Authentication = RootCaller | "missing" | "invalid" | "unavailable";

/** What an Authorization field holds: the SHA-256 of a well-formed root key, in base64, or why there is none. */
export type Bearer = { hash: string } | "missing" | "invalid";

/** Reads `Authorization: Bearer lk_root_…` (RFC 6750, section 2.1). A mistyped root key is none. */
export function readBearer(header: string | null | undefined): Bearer {
  if (!header) return "missing";
  const space = header.indexOf(" ");
  if (space < 0 || header.slice(0, space).toLowerCase() !== "bearer") return "missing";
  const token = header.slice(space + 1).trim();
  return parseSecret(token)?.kind === "root" ? { hash: hash("sha256", token, "base64") } : "invalid";
}

type Deps = { proofs: Pick<ProofCache, "get">; now: () => number; rootUses: Pick<RootKeyUses, "note"> };

/** Who asks. At once, and not a promise, if the root key is in the cache. */
export function authenticate(
  deps: Deps,
  bearer: Bearer,
  /** Asked only if the root key is bound to addresses or must be looked up, and once a minute for its last use. */
  address: () => string | null,
): Authentication | Promise<Authentication> {
  if (typeof bearer === "string") return bearer;
  const found = deps.proofs.get(bearer.hash, address);
  return found instanceof Promise
    ? found.then((late) => callerOf(deps, late, address))
    : callerOf(deps, found, address);
}

function callerOf(deps: Deps, found: Found, address: () => string | null): Authentication {
  if (found === "unavailable") return "unavailable";
  if (found?.credential.kind !== "root") return "invalid";
  const key = found.credential;
  const now = deps.now();
  const ended = key.revokedAt !== null || !key.enabled || (key.expiresAt !== null && key.expiresAt <= now);
  if (ended || (found.retiresAt !== null && found.retiresAt <= now)) return "invalid";
  if (key.isAllowedAddress) {
    const from = address();
    if (from === null || !key.isAllowedAddress(from)) return "invalid";
  }
  deps.rootUses.note({ workspaceId: key.workspaceId, secretId: found.id }, now, address);
  return {
    workspaceId: key.workspaceId,
    keyId: key.id,
    secretId: found.id,
    name: key.name,
    scopes: key.granted,
    ratelimits: key.ratelimits,
    apiIds: key.apiIds,
    foreignSecrets: key.foreignSecrets,
  };
}

/** The root key, or the problem that says why there is none. */
export function requireCaller(who: Authentication): RootCaller {
  if (who === "unavailable")
    throw new Problem("unavailable", "The root key cannot be looked up now.", [], { "Retry-After": "1" });
  if (typeof who === "object") return who;
  const detail = who === "missing" ? "Send Authorization: Bearer lk_root_…" : "The root key is not valid.";
  throw new Problem("unauthenticated", detail, [], { "WWW-Authenticate": 'Bearer realm="latchkey"' });
}
