import { hash } from "node:crypto";
import { looksLikeKey, parseSecret } from "../../platform/secret";
import type { Found, ProofCache } from "../cache";
import { NONE, type PresentedForm, type Resolution, UNAVAILABLE } from "../kind";
import { type ForeignSecrets, findForeign } from "./foreign";

export type ApiKeyDeps = {
  proofs: Pick<ProofCache, "get">;
  foreign: ForeignSecrets;
  now: () => number;
};

/**
 * A key's secret. A workspace that has imported secrets of other forms has every value looked up; else what is malformed
 * or mistyped is not.
 */
export const apiKey: PresentedForm<ApiKeyDeps> = {
  recognises: (presented, caller) => looksLikeKey(presented) || caller.foreignSecrets === true,
  resolve(deps, caller, presented) {
    const found = find(deps, caller, presented);
    return found instanceof Promise
      ? found.then((late) => resolved(late, deps.now()))
      : resolved(found, deps.now());
  },
};

function find(
  deps: ApiKeyDeps,
  { workspaceId, foreignSecrets }: Parameters<typeof apiKey.recognises>[1],
  presented: string,
): Found | Promise<Found> {
  if (parseSecret(presented)?.kind === "key")
    return deps.proofs.get(hash("sha256", presented, "base64"), workspaceId);
  return foreignSecrets ? findForeign(deps, workspaceId, presented) : null;
}

/** A retired secret has expired, whatever its key's state. */
export function resolved(found: Found, now: number): Resolution {
  if (found === "unavailable") return UNAVAILABLE;
  if (found === null) return NONE;
  const retired = found.retiresAt !== null && found.retiresAt <= now;
  return { is: retired ? "expired" : "found", proof: found };
}
