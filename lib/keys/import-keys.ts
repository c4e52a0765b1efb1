import { hash as argon2id } from "@node-rs/argon2";
import { and, eq, inArray } from "drizzle-orm";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { keys, roles, secrets, workspaces } from "@/db/schema";
import type { ApiRow } from "../apis/schemas";
import { auditAll } from "../audit/audit";
import { type Ctx, requireScope } from "../context";
import { setCredits } from "../credits/balance";
import { fieldErrors, parseInput } from "../errors/parse";
import { type FieldError, Problem } from "../errors/problem";
import { ensureIdentities } from "../identities/ensure-identity";
import { newId } from "../ids";
import { ensurePermissions } from "../permissions/ensure-permissions";
import { transact } from "../transact";
import { apiFor } from "./create-key";
import { auditTarget } from "./find-key";
import {
  type ImportedKey,
  type ImportResult,
  importedKeySchema,
  importKeysSchema,
  MAX_IMPORTED_PLAINTEXTS,
} from "./import-schemas";
import { expiryOf } from "./lifetime";
import { PUBLISHABLE_PREFIX } from "./publishable";

const INSERTED_AT_ONCE = 500;
/** OWASP's minimum for Argon2id: what a guess costs whoever has the table, the keyed index and AUTH_SECRET. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** An entry that can be written, as far as it can be told without the database. */
type Candidate = {
  index: number;
  keyId: string;
  key: ImportedKey;
  hash: Buffer;
  slowHash: string | null;
  start: string;
  last4: string;
};

type Failures = Map<number, FieldError[]>;

/**
 * Takes keys over from elsewhere, each by itself: what is wrong with one does not refuse the others, and the result of
 * each stands at its place. They verify like any other; their first rotation gives them a secret of our form.
 * Errors: invalid_request, not_found (API).
 */
export async function importKeys(ctx: Ctx, input: z.input<typeof importKeysSchema>): Promise<ImportResult> {
  requireScope(ctx, "keys:create");
  const wanted = parseInput(importKeysSchema, input);
  const failures: Failures = new Map();
  const candidates = await read(ctx, wanted.keys, failures);
  const written = await transact(ctx, async (tx, inner) => {
    const api = await apiFor(tx, ctx, wanted.apiId);
    const fresh = await withoutKnown(tx, candidates, failures);
    const rows = await resolve(tx, inner, api, fresh, failures);
    await write(tx, inner, api, rows);
    return new Map(rows.map(({ candidate }) => [candidate.index, candidate.keyId]));
  });
  return {
    imported: written.size,
    failed: wanted.keys.length - written.size,
    results: wanted.keys.map((_, index) => {
      const errors = failures.get(index);
      return { index, keyId: written.get(index) ?? null, ...(errors ? { errors } : {}) };
    }),
  };
}

/** Reads each entry and makes its hashes. A value that stands twice in the request is wrong at its second place. */
async function read(ctx: Ctx, entries: readonly unknown[], failures: Failures): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  let plaintexts = 0;
  for (const [index, entry] of entries.entries()) {
    const parsed = importedKeySchema.safeParse(entry);
    if (!parsed.success) {
      failures.set(index, fieldErrors(parsed.error));
      continue;
    }
    const key = parsed.data;
    if (key.plaintext !== undefined && ++plaintexts > MAX_IMPORTED_PLAINTEXTS)
      throw new Problem("invalid_request", `keys: at most ${MAX_IMPORTED_PLAINTEXTS} plaintexts a call`, [
        { field: "keys", message: `must have at most ${MAX_IMPORTED_PLAINTEXTS} plaintexts` },
      ]);
    const { hash, ...shown } = shownOf(ctx, key);
    const field = key.hash === undefined ? "plaintext" : "hash";
    if (key.prefix === PUBLISHABLE_PREFIX)
      failures.set(index, [{ field: "prefix", message: "pk is for publishable keys only" }]);
    else if (seen.has(hash.toString("base64")))
      failures.set(index, [{ field, message: "stands twice in this request" }]);
    else candidates.push({ index, keyId: newId("key", ctx.rt.now()), key, hash, slowHash: null, ...shown });
    seen.add(hash.toString("base64"));
  }
  // All at once: the hashes are made on the thread pool.
  await Promise.all(
    candidates.map(async (candidate) => {
      const { plaintext } = candidate.key;
      if (plaintext !== undefined) candidate.slowHash = await argon2id(plaintext, ARGON2ID);
    }),
  );
  return candidates;
}

/** The hash under which it is found, and what may be shown of it: of a short value only little. */
function shownOf(ctx: Ctx, key: ImportedKey): Pick<Candidate, "hash" | "start" | "last4"> {
  const { plaintext } = key;
  if (plaintext !== undefined) {
    const shown = Math.min(8, Math.floor(plaintext.length / 6));
    const last4 = plaintext.length >= 24 ? plaintext.slice(-4) : "";
    return { hash: ctx.rt.foreign.index(plaintext), start: key.start ?? plaintext.slice(0, shown), last4 };
  }
  const text = key.hash ?? "";
  const hash = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  return { hash, start: key.start ?? "", last4: key.last4 ?? "" };
}

/** Without those whose value is known here already, of whichever workspace: which one is not told. */
async function withoutKnown(tx: Tx, candidates: Candidate[], failures: Failures): Promise<Candidate[]> {
  const known = new Set<string>();
  for (let i = 0; i < candidates.length; i += INSERTED_AT_ONCE) {
    const hashes = candidates.slice(i, i + INSERTED_AT_ONCE).map((each) => each.hash);
    const rows = await tx.select({ hash: secrets.hash }).from(secrets).where(inArray(secrets.hash, hashes));
    for (const row of rows) known.add(row.hash.toString("base64"));
  }
  return candidates.filter(({ index, hash, key }) => {
    if (!known.has(hash.toString("base64"))) return true;
    const field = key.hash === undefined ? "plaintext" : "hash";
    failures.set(index, [{ field, message: "is known already" }]);
    return false;
  });
}

type Resolved = { candidate: Candidate; roleIds: string[]; expiresAt: Date | null };

/** Names become ids, and what the API demands of a key is checked. */
async function resolve(
  tx: Tx,
  ctx: Ctx,
  api: ApiRow,
  candidates: Candidate[],
  failures: Failures,
): Promise<Resolved[]> {
  const known = await tx
    .select({ id: roles.id, name: roles.name })
    .from(roles)
    .where(eq(roles.workspaceId, ctx.workspaceId))
    .for("share");
  const idOf = new Map(known.map((role) => [role.name, role.id]));
  return candidates.flatMap((candidate) => {
    const { key, index } = candidate;
    const missing = key.roles.findIndex((name) => !idOf.has(name));
    if (missing >= 0) {
      const message = `${JSON.stringify(key.roles[missing])} names no role of this workspace`;
      failures.set(index, [{ field: `roles.${missing}`, message }]);
      return [];
    }
    try {
      const expiresAt = expiryOf(api, key.expiresAt, ctx.rt.now());
      return [{ candidate, roleIds: key.roles.flatMap((name) => idOf.get(name) ?? []), expiresAt }];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      failures.set(index, error.errors);
      return [];
    }
  });
}

async function write(tx: Tx, ctx: Ctx, api: ApiRow, rows: readonly Resolved[]): Promise<void> {
  if (rows.length === 0) return;
  const at = new Date(ctx.rt.now());
  const all = rows.map((row) => row.candidate.key);
  const owners = await ensureIdentities(
    tx,
    ctx,
    all.flatMap((key) => key.externalId ?? []),
  );
  await ensurePermissions(
    tx,
    ctx,
    all.flatMap((key) => key.permissions),
  );
  for (let i = 0; i < rows.length; i += INSERTED_AT_ONCE) {
    const part = rows.slice(i, i + INSERTED_AT_ONCE);
    await tx.insert(keys).values(part.map((row) => keyRow(ctx, api, row, owners, at)));
    await tx.insert(secrets).values(
      part.map(({ candidate: { keyId, hash, slowHash, start, last4 } }) => ({
        id: newId("secret", ctx.rt.now()),
        workspaceId: ctx.workspaceId,
        keyId,
        hash,
        hashVersion: slowHash === null ? 1 : 2,
        slowHash,
        start,
        last4,
        createdAt: at,
      })),
    );
  }
  for (const { candidate } of rows)
    if (candidate.key.credits) await setCredits(tx, ctx, candidate.keyId, candidate.key.credits);
  await tx
    .update(workspaces)
    .set({ foreignSecrets: true })
    .where(and(eq(workspaces.id, ctx.workspaceId), eq(workspaces.foreignSecrets, false)));
  await auditAll(
    tx,
    ctx,
    rows.map(({ candidate: { keyId, key, start, last4 }, expiresAt }) => ({
      action: "key.imported",
      target: auditTarget({ id: keyId, kind: "key", name: key.name }),
      after: {
        name: key.name,
        apiId: api.id,
        environment: key.environment,
        start,
        last4,
        externalId: key.externalId ?? null,
        permissions: key.permissions,
        ratelimits: key.ratelimits,
        expiresAt,
      },
    })),
  );
  // Their hashes may be remembered as unknown, and the root keys' records say whether other forms are looked up.
  await ctx.rt.changes.announce(tx, ctx, { workspace: ctx.workspaceId });
}

function keyRow(
  ctx: Ctx,
  api: ApiRow,
  { candidate: { keyId, key }, roleIds, expiresAt }: Resolved,
  owners: ReadonlyMap<string, string>,
  at: Date,
): typeof keys.$inferInsert {
  return {
    id: keyId,
    workspaceId: ctx.workspaceId,
    kind: "key",
    apiId: api.id,
    environment: key.environment,
    name: key.name,
    prefix: key.prefix ?? api.defaultPrefix,
    identityId: key.externalId === undefined ? null : (owners.get(key.externalId) ?? null),
    permissions: key.permissions,
    roleIds,
    ratelimits: key.ratelimits,
    ipAllowlist: key.ipAllowlist,
    metadata: key.metadata,
    enabled: key.enabled,
    expiresAt,
    createdAt: at,
    updatedAt: at,
    createdBy: ctx.actor.id,
  };
}
