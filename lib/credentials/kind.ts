import type { Credential, Proof } from "./credential";

/** The authenticated root key that sent the request. Credentials of other workspaces, or of APIs that it is limited away from, don't exist for it. */
export type Caller = { workspaceId: string; apiIds?: readonly string[]; foreignSecrets?: boolean };

/**
 * The result of looking up a presented value. `expired` and `revoked` describe the proof; the decision checks the
 * credential's own state. `unavailable`: the value isn't in memory and the database can't be reached.
 */
export type Resolution<Of extends Credential = Credential> =
  | { is: "found" | "expired" | "revoked"; proof: Proof<Of> }
  | { is: "none" }
  | { is: "unavailable" };

export const NONE = { is: "none" } as const;
export const UNAVAILABLE = { is: "unavailable" } as const;

/** One form in which an API's credential can be presented, such as a key's secret. `Deps` are the parts of the runtime that it needs. */
export type PresentedForm<Deps> = {
  /** Whether the value has this form, judged by its text alone. */
  recognises(presented: string, caller: Caller): boolean;
  /** Finds the credential. Synchronous if it is in memory. The registry checks whether the caller may see it. */
  resolve(deps: Deps, caller: Caller, presented: string): Resolution | Promise<Resolution>;
};
