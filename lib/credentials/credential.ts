import type { CREDENTIAL_KINDS, StoredRatelimit } from "@/db/schema";
import type { PermissionSet } from "../platform/permission";

export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** A limit of a credential, and whose calls it counts. */
export type HeldLimit = Readonly<StoredRatelimit> & { readonly scope: "key" | "identity" };

/** The fields of every credential that a decision needs. Times are milliseconds since the epoch. */
type AnyCredential = {
  id: string;
  workspaceId: string;
  name: string;
  identity: { id: string; externalId: string; metadata: Record<string, unknown> } | null;
  /** Its own permissions and those of its roles. */
  permissions: readonly string[];
  granted: PermissionSet;
  roles: readonly string[];
  /** Its own limits, its API's defaults and its identity's. */
  ratelimits: readonly HeldLimit[];
  /** The owner of the credits that it spends: itself or its identity. Null if credits aren't counted. */
  creditsOf: string | null;
  metadata: Record<string, unknown>;
  /** Null if calls from any address are allowed. */
  isAllowedAddress: ((address: string) => boolean) | null;
  /** Null unless the key is publishable. */
  allowedOrigins: ReadonlySet<string> | null;
  enabled: boolean;
  expiresAt: number | null;
  revokedAt: number | null;
};

/** A credential that belongs to an API and can be verified. */
export type ApiCredential = AnyCredential & {
  kind: Exclude<CredentialKind, "root">;
  apiId: string;
  environment: "live" | "test";
};

/** A root key. It authenticates calls to Latchkey's own API and can't be verified. */
export type RootCredential = AnyCredential & {
  kind: "root";
  /** The APIs that it is limited to. Empty if it may use all. */
  apiIds: readonly string[];
  /** Whether its workspace has imported secrets of other forms. */
  foreignSecrets: boolean;
};

export type Credential = ApiCredential | RootCredential;

/** Ties a presented value to its credential. */
export type Proof<Of extends Credential = Credential> = {
  id: string;
  /** When the proof expires, such as an old secret at the end of its rotation. Null if it lives as long as its credential. */
  retiresAt: number | null;
  /** When the proof that replaces it was created. Null unless it is being replaced. */
  retiringSince: number | null;
  credential: Of;
};
