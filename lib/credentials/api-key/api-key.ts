import { hash } from "node:crypto";
import { parseSecret } from "../../platform/secret";
import type { Found, ProofCache } from "../cache";
import { NONE, type PresentedForm, type Resolution, UNAVAILABLE } from "../kind";
import { type ForeignSecrets, findForeign } from "./foreign";

export type ApiKeyDeps = { proofs: Pick<ProofCache, "get">; now: () => number };
export type ImportedSecretDeps = ApiKeyDeps & { foreign: ForeignSecrets };

/** A secret that Latchkey generated. A mistyped one fails its checksum and is never looked up. */
export const apiKey: PresentedForm<ApiKeyDeps> = {
  recognises: (presented) => parseSecret(presented)?.kind === "key",
  resolve(deps, { workspaceId }, presented) {
    const found = deps.proofs.get(hash("sha256", presented, "base64"), workspaceId);
    return found instanceof Promise
      ? found.then((late) => resolved(late, deps.now()))
      : resolved(found, deps.now());
  },
};

/** A secret imported from another system, which can look like anything. This must be the last form in the registry. */
export const importedSecret: PresentedForm<ImportedSecretDeps> = {
  recognises: (presented, caller) => caller.foreignSecrets === true && parseSecret(presented) === null,
  resolve: async (deps, { workspaceId }, presented) =>
    resolved(await findForeign(deps, workspaceId, presented), deps.now()),
};

/** A retired secret counts as expired, whatever the state of its key. */
export function resolved(found: Found, now: number): Resolution {
  if (found === "unavailable") return UNAVAILABLE;
  if (found === null) return NONE;
  const retired = found.retiresAt !== null && found.retiresAt <= now;
  return { is: retired ? "expired" : "found", proof: found };
}
