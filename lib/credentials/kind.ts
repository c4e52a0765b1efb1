import type { Credential, Proof } from "./credential";

/** The authenticated root key that asks. What is not of its workspace, or of its APIs, does not exist. */
export type Caller = { workspaceId: string; apiIds?: readonly string[]; foreignSecrets?: boolean };

/**
 * What a presented value turned out to be. `expired` and `revoked` are the proof's own end; its credential may be in any
 * state, which the decision looks at. `unavailable`: not in memory, and it can't be looked up now.
 */
export type Resolution<Of extends Credential = Credential> =
  | { is: "found" | "expired" | "revoked"; proof: Proof<Of> }
  | { is: "none" }
  | { is: "unavailable" };

export const NONE = { is: "none" } as const;
export const UNAVAILABLE = { is: "unavailable" } as const;

/** A form in which a credential of an API can be presented. `Deps` is what it needs of the process to find one. */
export type PresentedForm<Deps> = {
  /** Whether the value is of this form, seen by its text alone. */
  recognises(presented: string, caller: Caller): boolean;
  /** At once, and not a promise, for what is in memory. It need not ask whether the caller may know of what it finds. */
  resolve(deps: Deps, caller: Caller, presented: string): Resolution | Promise<Resolution>;
};
