import { apiKey, type ImportedSecretDeps, importedSecret } from "./api-key/api-key";
import type { ApiCredential } from "./credential";
import { type Caller, NONE, type PresentedForm, type Resolution } from "./kind";

/** What finding a presented credential needs of the process. */
export type ResolveDeps = ImportedSecretDeps;

/**
 * Every form in which an API's credential can be presented; the first that recognises a value resolves it. Root keys are
 * none of them: they authenticate Latchkey's own API (root-key/).
 */
const FORMS: readonly PresentedForm<ResolveDeps>[] = [apiKey, importedSecret];

/** Finds what is presented, as far as the caller may know of it. Not a promise if it is in memory. */
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

/** A root key, and what is another workspace's or of an API that the caller is kept from, does not exist. */
export function knownTo(caller: Caller, resolution: Resolution): Resolution<ApiCredential> {
  if (!("proof" in resolution)) return resolution;
  const { credential } = resolution.proof;
  if (credential.kind === "root" || credential.workspaceId !== caller.workspaceId) return NONE;
  const { apiIds } = caller;
  if (apiIds && apiIds.length > 0 && !apiIds.includes(credential.apiId)) return NONE;
  return resolution as Resolution<ApiCredential>;
}
