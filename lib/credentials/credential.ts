import type { CREDENTIAL_KINDS, StoredRatelimit } from "@/db/schema";
import type { PermissionSet } from "../platform/permission";

export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** A limit as it holds for a credential, and for whom it is counted. */
export type HeldLimit = Readonly<StoredRatelimit> & { readonly scope: "key" | "identity" };

/** What a decision needs of a credential, whatever was presented. Times are milliseconds since the epoch. */
type AnyCredential = {
  id: string;
  workspaceId: string;
  name: string;
  identity: { id: string; externalId: string; metadata: Record<string, unknown> } | null;
  /** Its own and those of its roles. */
  permissions: readonly string[];
  granted: PermissionSet;
  roles: readonly string[];
  /** Its own, its API's defaults and its identity's. */
  ratelimits: readonly HeldLimit[];
  /** Whose credits it spends: its own, or its identity's; null: they are not counted. */
  creditsOf: string | null;
  metadata: Record<string, unknown>;
  /** Null: from any address. */
  isAllowedAddress: ((address: string) => boolean) | null;
  /** Null: not publishable, so no origin is asked for. */
  allowedOrigins: ReadonlySet<string> | null;
  enabled: boolean;
  expiresAt: number | null;
  revokedAt: number | null;
};

/** One of an API: what `verify` decides about. */
export type ApiCredential = AnyCredential & {
  kind: Exclude<CredentialKind, "root">;
  apiId: string;
  environment: "live" | "test";
};

/** A root key: it calls Latchkey itself and is never verified for others. */
export type RootCredential = AnyCredential & {
  kind: "root";
  /** The APIs that it is limited to; empty: all. */
  apiIds: readonly string[];
  /** Whether its workspace has imported secrets of other forms. */
  foreignSecrets: boolean;
};

export type Credential = ApiCredential | RootCredential;

/** What ties a presented value to its credential. */
export type Proof<Of extends Credential = Credential> = {
  id: string;
  /** When it ends by itself: an old secret at the end of its rotation. Null: with its credential. */
  retiresAt: number | null;
  /** When the proof that follows it was made; null unless it retires. */
  retiringSince: number | null;
  credential: Of;
};
