import { and, arrayContained, inArray, type SQL, sql } from "drizzle-orm";
import { credentials } from "@/db/schema";
import type { AuditTarget } from "../audit/audit";
import type { Scope } from "../platform/context";
import { ID_PREFIXES } from "../platform/ids";
import type { CredentialKind } from "./credential";
import type { CredentialRow } from "./rows";

/** Everything that differs between kinds of credentials. */
export type Kind = {
  kind: CredentialKind;
  idPrefix: string;
  /** The word for it in messages. */
  noun: string;
  /** The target type in the audit log, and the first part of its actions' names. */
  audited: Extract<AuditTarget["type"], "key" | "root_key">;
  scopes: { read: Scope; rotate: Scope; revoke: Scope };
  /** Selects the credentials that an actor limited to these APIs may see. */
  ofApis(apiIds: readonly string[]): SQL | undefined;
};

const KEY: Kind = {
  kind: "key",
  idPrefix: ID_PREFIXES.key,
  noun: "key",
  audited: "key",
  scopes: { read: "keys:read", rotate: "keys:rotate", revoke: "keys:revoke" },
  ofApis: (apiIds) => inArray(credentials.apiId, [...apiIds]),
};

const ROOT: Kind = {
  kind: "root",
  idPrefix: ID_PREFIXES.rootKey,
  noun: "root key",
  audited: "root_key",
  scopes: { read: "root-keys:read", rotate: "root-keys:rotate", revoke: "root-keys:revoke" },
  // Only root keys that are limited to the same APIs.
  ofApis: (apiIds) =>
    and(sql`cardinality(${credentials.apiIds}) > 0`, arrayContained(credentials.apiIds, [...apiIds])),
};

const KINDS: Partial<Record<CredentialKind, Kind>> = { key: KEY, root: ROOT };

/** The rules of a kind. Throws for a kind that doesn't exist yet. */
export function rulesOf(kind: CredentialKind): Kind {
  const rules = KINDS[kind];
  if (!rules) throw new Error(`there are no rules for credentials of the kind ${kind}`);
  return rules;
}

/** The kind that an id belongs to, from its prefix. An unknown prefix is treated as a key's, so that it isn't found. */
export function kindOf(id: string): Kind {
  return Object.values(KINDS).find((one) => id.startsWith(`${one.idPrefix}_`)) ?? KEY;
}

export function auditTarget(row: Pick<CredentialRow, "id" | "kind" | "name">): AuditTarget {
  return { type: rulesOf(row.kind).audited, id: row.id, name: row.name };
}
