import type { Pool } from "pg";
import type { Logger } from "pino";
import type { Db, Reader, Tx } from "@/db/client";
import type { Change } from "./change";
import type { Config } from "./config";
import { Problem } from "./errors/problem";
import type { DatabaseWatch } from "./outage";
import { allows, type PermissionSet } from "./permission";
import type { ReadTurns } from "./read-turns";

export type Actor = { type: "user" | "root_key" | "system"; id: string; name: string };

/** What every verb may use of the process. */
export type Ports = {
  config: Config;
  /** Verbs read from it; they write in `transact`. */
  db: Reader & Pick<Db, "transaction">;
  pool: Pool;
  log: Logger;
  /** Whether the database answers. */
  database: DatabaseWatch;
  /** Lets in what reads much. */
  reads: ReadTurns;
  /** Milliseconds since the epoch; the one clock of every decision. */
  now: () => number;
  /** Tells every node what to forget, if the transaction commits. */
  changes: { announce(ctx: Pick<TxCtx, "tx" | "afterCommit">, ...changes: Change[]): Promise<void> };
};

/**
 * Who asks, for which workspace, and with what. Every verb's first argument. A verb that uses more of the process than
 * the ports says so: `Ctx<{ limiter: Limiter }>`.
 */
export type Ctx<More extends object = object> = {
  rt: Ports & More;
  workspaceId: string;
  actor: Actor;
  /** What the actor may do in this workspace, in Latchkey's own permissions. */
  scopes: PermissionSet;
  /** The APIs that a root key is limited to; absent or empty: all. */
  apiIds?: readonly string[];
  /** The secret that a root key presented. */
  secretId?: string;
  address: string | null;
  userAgent: string | null;
  requestId: string;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal;
  /** Set inside `transact`, so that a verb called by another joins its transaction. */
  tx?: Tx;
};

/**
 * The context inside a transaction. Functions that write take this type, so they can't be called outside one. Name the
 * callback's parameter `ctx`, so that it hides the outer context.
 */
export type TxCtx<More extends object = object> = Ctx<More> & {
  tx: Tx;
  /** Run after the outermost transaction has committed, e.g. to invalidate caches. */
  afterCommit: (() => void)[];
};

/** Latchkey's own permissions, which root keys hold and members' roles stand for. */
export const SCOPES = [
  "keys:verify",
  "keys:read",
  "keys:create",
  "keys:update",
  "keys:rotate",
  "keys:revoke",
  "apis:read",
  "apis:create",
  "apis:update",
  "apis:delete",
  "identities:read",
  "identities:create",
  "identities:update",
  "identities:delete",
  "permissions:read",
  "permissions:create",
  "permissions:update",
  "permissions:delete",
  "roles:read",
  "roles:create",
  "roles:update",
  "roles:delete",
  "policies:read",
  "policies:update",
  "ratelimits:take",
  "ratelimits:read",
  "ratelimits:update",
  "usage:read",
  "audit:read",
  "root-keys:read",
  "root-keys:create",
  "root-keys:update",
  "root-keys:rotate",
  "root-keys:revoke",
  "workspace:update",
] as const;

export type Scope = (typeof SCOPES)[number];

/** Contexts whose permission was checked. */
const asked = new WeakSet<object>();

/** Marks the context as checked. For verbs that check something other than a scope, such as the user's own account. */
export function noteAsked(ctx: Ctx): void {
  asked.add(ctx);
}

export const hasAsked = (ctx: Ctx): boolean => asked.has(ctx);

/** Throws `forbidden`, naming the permission, unless the actor has it. */
export function requireScope(ctx: Ctx, scope: Scope): void {
  if (!allows(ctx.scopes, scope)) throw new Problem("forbidden", `This needs the permission ${scope}.`);
  noteAsked(ctx);
}

/** Throws `forbidden` if the actor is limited to APIs and this is none of them. For what is made; what is there is `not_found`. */
export function requireApi(ctx: Ctx, apiId: string): void {
  if (!mayApi(ctx, apiId)) throw new Problem("forbidden", "This root key is limited to other APIs.");
}

export function mayApi(ctx: Pick<Ctx, "apiIds">, apiId: string): boolean {
  return !ctx.apiIds || ctx.apiIds.length === 0 || ctx.apiIds.includes(apiId);
}

/**
 * Throws `forbidden` if the actor is limited to APIs. For what belongs to the whole workspace (the catalogue, roles,
 * identities): a change of it would reach keys of APIs that the actor is kept from.
 */
export function requireEveryApi(ctx: Ctx): void {
  if (ctx.apiIds && ctx.apiIds.length > 0)
    throw new Problem("forbidden", "This root key is limited to APIs; this belongs to the whole workspace.");
}
