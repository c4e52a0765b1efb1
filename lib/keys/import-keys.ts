import { setImmediate as nextTurn } from "node:timers/promises";
import { and, eq, inArray } from "drizzle-orm";
import type { z } from "zod";
import { credentials, proofs, roles, workspaces } from "@/db/schema";
import type { ApiRow } from "../apis/schemas";
import { auditAll } from "../audit/audit";
import type { ForeignSecrets } from "../credentials/api-key/foreign";
import { auditTarget } from "../credentials/kinds";
import { setCredits } from "../credits/balance";
import { ensureIdentities } from "../identities/ensure-identity";
import { ensurePermissions } from "../permissions/ensure-permissions";
import { type Ctx, requireScope, type TxCtx } from "../platform/context";
import { isDuplicate } from "../platform/errors/duplicate";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { newId } from "../platform/ids";
import { isContention } from "../platform/outage";
import { transact } from "../platform/transact";
import { apiFor } from "./create-key";
import { type ImportedResult, importKeysSchema, MAX_IMPORTED_PLAINTEXTS } from "./import-schemas";
import type { ImportTurns } from "./import-turns";
import { expiryOf } from "./lifetime";
import { type Candidate, type Failures, readImported, valueField } from "./read-imported";

/** Keys of a step. The number follows the time that a step takes, so that others wait for one for some 50 ms. */
const FIRST_STEP = 25;
const SMALLEST_STEP = 10;
const LARGEST_STEP = 100;
const STEP_MS = 50;
/** Each costs an Argon2id hash, some 20 ms of one core. */
const PLAINTEXTS_OF_STEP = 4;
/** A step that met another's is tried again. */
const TRIES = 3;

type Outcome = { failures: Failures; existed: Map<number, string>; created: Map<number, string> };

/**
 * Takes keys over from elsewhere in small steps, each a transaction of its own with its audit events, and yields the
 * results of each step when it has been committed. Others' work comes in between. Who stops asking for results stops the
 * import. What is wrong with one key does not refuse the others. They verify like any other; their first rotation gives
 * them a secret of our form. Errors: invalid_request, not_found (API), workspace_share_exceeded; those of a later step
 * leave what was yielded as it is.
 */
export async function* importKeys(
  ctx: Ctx<{ imports: ImportTurns; foreign: ForeignSecrets }>,
  input: z.input<typeof importKeysSchema>,
): AsyncGenerator<ImportedResult[], void> {
  requireScope(ctx, "keys:create");
  const { apiId, keys: entries } = parseInput(importKeysSchema, input);
  if (entries.filter(hasPlaintext).length > MAX_IMPORTED_PLAINTEXTS)
    throw new Problem("invalid_request", `keys: at most ${MAX_IMPORTED_PLAINTEXTS} plaintexts a call`, [
      { field: "keys", message: `must have at most ${MAX_IMPORTED_PLAINTEXTS} plaintexts` },
    ]);
  const seen = new Set<string>();
  let size = FIRST_STEP;
  for (let from = 0; from < entries.length; ) {
    const part = entries.slice(from, from + stepOf(entries, from, size));
    const outcome: Outcome = { failures: new Map(), existed: new Map(), created: new Map() };
    // Its hashes are made in its turn, too: they take the threads that others' sign-in and disk need.
    const tookMs = await ctx.rt.imports.run(ctx.workspaceId, async () => {
      const candidates = await readImported(ctx, { entries: part, from, seen }, outcome.failures);
      return step(ctx, apiId, candidates, outcome);
    });
    yield part.map((_, place) => resultOf(from + place, outcome));
    from += part.length;
    if (tookMs > STEP_MS) size = Math.max(SMALLEST_STEP, size >> 1);
    else if (tookMs < STEP_MS / 2) size = Math.min(LARGEST_STEP, size * 2);
    await nextTurn();
  }
}

const hasPlaintext = (entry: unknown) =>
  typeof entry === "object" && entry !== null && "plaintext" in entry && entry.plaintext !== undefined;

/** How many entries the step from there on has. */
function stepOf(entries: readonly unknown[], from: number, size: number): number {
  let plaintexts = 0;
  for (let count = 0; count < size; count++)
    if (hasPlaintext(entries[from + count]) && ++plaintexts > PLAINTEXTS_OF_STEP) return count;
  return size;
}

function resultOf(index: number, { failures, existed, created }: Outcome): ImportedResult {
  const errors = failures.get(index);
  if (errors) return { index, status: "refused", keyId: null, errors };
  const keyId = created.get(index);
  if (keyId !== undefined) return { index, status: "created", keyId };
  return { index, status: "existed", keyId: existed.get(index) ?? null };
}

/** Writes one step; answers for how long it had the connection. Nothing of it is there if it throws. */
async function step(
  ctx: Ctx,
  apiId: string,
  candidates: readonly Candidate[],
  outcome: Outcome,
): Promise<number> {
  let began = 0;
  for (let tries = 1; ; tries++)
    try {
      await transact(ctx, async (ctx) => {
        began = performance.now();
        const api = await apiFor(ctx, apiId);
        const fresh = await withoutKnown(ctx, api, candidates, outcome);
        const rows = await resolve(ctx, api, fresh, outcome.failures);
        await write(ctx, api, rows);
        for (const { candidate } of rows) outcome.created.set(candidate.index, candidate.keyId);
      });
      return performance.now() - began;
    } catch (error) {
      // Another import was faster with one of these values: it is found the next time.
      if (tries === TRIES || !(isDuplicate(error) || isContention(error))) throw error;
      outcome.created.clear();
    }
}

/**
 * Without those whose value is known here already. One of this API is `existed`: sent again, an import changes nothing. Of
 * a key of somebody else nothing is told but that its value cannot be taken.
 */
async function withoutKnown(
  ctx: TxCtx,
  api: ApiRow,
  candidates: readonly Candidate[],
  { failures, existed }: Outcome,
): Promise<Candidate[]> {
  if (candidates.length === 0) return [];
  const rows = await ctx.tx
    .select({
      hash: proofs.hash,
      keyId: credentials.id,
      workspaceId: credentials.workspaceId,
      apiId: credentials.apiId,
    })
    .from(proofs)
    .innerJoin(
      credentials,
      and(eq(credentials.workspaceId, proofs.workspaceId), eq(credentials.id, proofs.credentialId)),
    )
    .where(
      and(
        eq(proofs.kind, "secret"),
        inArray(
          proofs.hash,
          candidates.map((each) => each.hash),
        ),
      ),
    );
  const known = new Map(rows.map((row) => [row.hash.toString("base64"), row]));
  return candidates.filter(({ index, hash, key }) => {
    const row = known.get(hash.toString("base64"));
    if (!row) return true;
    if (row.workspaceId === ctx.workspaceId && row.apiId === api.id) existed.set(index, row.keyId);
    else failures.set(index, [{ field: valueField(key), message: "is known already" }]);
    return false;
  });
}

type Resolved = { candidate: Candidate; roleIds: string[]; expiresAt: Date | null };

/** Names become ids, and what the API demands of a key is checked. */
async function resolve(
  ctx: TxCtx,
  api: ApiRow,
  candidates: Candidate[],
  failures: Failures,
): Promise<Resolved[]> {
  const known = await ctx.tx
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

async function write(ctx: TxCtx, api: ApiRow, rows: readonly Resolved[]): Promise<void> {
  if (rows.length === 0) return;
  const at = new Date(ctx.rt.now());
  const all = rows.map((row) => row.candidate.key);
  const owners = await ensureIdentities(
    ctx,
    all.flatMap((key) => key.externalId ?? []),
  );
  await ensurePermissions(
    ctx,
    all.flatMap((key) => key.permissions),
  );
  await ctx.tx.insert(credentials).values(rows.map((row) => keyRow(ctx, api, row, owners, at)));
  await ctx.tx.insert(proofs).values(
    rows.map(({ candidate: { keyId, hash, slowHash, start, last4 } }) => ({
      id: newId("secret", ctx.rt.now()),
      workspaceId: ctx.workspaceId,
      credentialId: keyId,
      kind: "secret" as const,
      hash,
      hashVersion: slowHash === null ? 1 : 2,
      slowHash,
      start,
      last4,
      createdAt: at,
    })),
  );
  for (const { candidate } of rows)
    if (candidate.key.credits) await setCredits(ctx, candidate.keyId, candidate.key.credits);
  const first = await ctx.tx
    .update(workspaces)
    .set({ foreignSecrets: true })
    .where(and(eq(workspaces.id, ctx.workspaceId), eq(workspaces.foreignSecrets, false)))
    .returning({ id: workspaces.id });
  await auditAll(
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
  // Their hashes may be remembered as unknown. At the first import, the root keys' records say that other forms are looked up.
  await ctx.rt.changes.announce(
    ctx,
    ...rows.map(({ candidate: { hash } }) => ({ hash })),
    ...(first.length > 0 ? [{ workspace: ctx.workspaceId }] : []),
  );
}

function keyRow(
  ctx: Ctx,
  api: ApiRow,
  { candidate: { keyId, key }, roleIds, expiresAt }: Resolved,
  owners: ReadonlyMap<string, string>,
  at: Date,
): typeof credentials.$inferInsert {
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
