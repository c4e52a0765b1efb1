import { and, arrayContained, inArray, type SQL, sql } from "drizzle-orm";
import { credentials } from "@/db/schema";
import type { AuditTarget } from "../audit/audit";
import type { Scope } from "../platform/context";
import { ID_PREFIXES } from "../platform/ids";
import type { CredentialKind } from "./credential";
import type { CredentialRow } from "./rows";

/** What is particular to a kind of credential. Everything else is the same for all of them. */
export type Kind = {
  kind: CredentialKind;
  idPrefix: string;
  /** As sentences name it. */
  noun: string;
  /** As the audit log names it: the target's type, and the first part of its actions. */
  audited: Extract<AuditTarget["type"], "key" | "root_key">;
  scopes: { read: Scope; rotate: Scope; revoke: Scope };
  /** Those that an actor limited to these APIs may know of. */
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
  // One that reaches no other API.
  ofApis: (apiIds) =>
    and(sql`cardinality(${credentials.apiIds}) > 0`, arrayContained(credentials.apiIds, [...apiIds])),
};

const KINDS: Partial<Record<CredentialKind, Kind>> = { key: KEY, root: ROOT };

/** The rules of a kind that is made here. */
export function rulesOf(kind: CredentialKind): Kind {
  const rules = KINDS[kind];
  if (!rules) throw new Error(`there are no rules for credentials of the kind ${kind}`);
  return rules;
}

/** All kinds are one table; an id says which it is, and so which permission an act needs. What no kind claims is a key's. */
export function kindOf(id: string): Kind {
  return Object.values(KINDS).find((one) => id.startsWith(`${one.idPrefix}_`)) ?? KEY;
}

export function auditTarget(row: Pick<CredentialRow, "id" | "kind" | "name">): AuditTarget {
  return { type: rulesOf(row.kind).audited, id: row.id, name: row.name };
}
