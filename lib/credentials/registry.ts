import { apiKey, type ImportedSecretDeps, importedSecret } from "./api-key/api-key";
import type { ApiCredential } from "./credential";
import { type Caller, NONE, type PresentedForm, type Resolution } from "./kind";

/** The parts of the runtime that a look-up needs. */
export type ResolveDeps = ImportedSecretDeps;

/**
 * Every form in which an API's credential can be presented. The first one that recognises a value resolves it. Root keys
 * aren't listed: they authenticate calls to Latchkey's own API (root-key/).
 */
const FORMS: readonly PresentedForm<ResolveDeps>[] = [apiKey, importedSecret];

/** Finds the credential that a value proves, if the caller may see it. Synchronous if it is in memory. */
export function resolvePresented(
  deps: ResolveDeps,
  caller: Caller,
  presented: string,
): Resolution<ApiCredential> | Promise<Resolution<ApiCredential>> {
  const form = FORMS.find((one) => one.recognises(presented, caller));
  if (!form) return NONE;
  const resolution = form.resolve(deps, caller, presented);
  return resolution instanceof Promise
    ? resolution.then((late) => knownTo(caller, late))
    : knownTo(caller, resolution);
}

/** Hides root keys, and credentials of other workspaces and of APIs that the caller is limited away from. */
export function knownTo(caller: Caller, resolution: Resolution): Resolution<ApiCredential> {
  if (!("proof" in resolution)) return resolution;
  const { credential } = resolution.proof;
  if (credential.kind === "root" || credential.workspaceId !== caller.workspaceId) return NONE;
  const { apiIds } = caller;
  if (apiIds && apiIds.length > 0 && !apiIds.includes(credential.apiId)) return NONE;
  return resolution as Resolution<ApiCredential>;
}
