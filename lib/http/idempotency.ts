import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { and, eq, inArray, lt } from "drizzle-orm";
import type { Db } from "@/db/client";
import { idempotencyKeys } from "@/db/schema";
import { type Ctx, noteAsked, type TxCtx } from "../platform/context";
import { Problem } from "../platform/errors/problem";
import { transact } from "../platform/transact";
import type { Runtime } from "../runtime/runtime";

const KEPT_MS = 24 * 3_600_000;
/** Forgotten at each write; more than one write can make, so that they never pile up. */
const SWEPT_AT_ONCE = 20;
const KEY_FORM = /^[\x20-\x7e]{1,255}$/;

type Answer = { status: number; body: string };

const digest = (...parts: (string | Buffer)[]) =>
  parts.reduce((hash, part) => hash.update(part).update("\n"), createHash("sha256")).digest();

/** The answer may hold a new secret: only who repeats the Idempotency-Key can open it (see docs/decisions/0005). */
function sealingKey(ctx: Ctx, key: string): Buffer {
  const salt = `${ctx.workspaceId}\n${ctx.actor.id}\n${key}`;
  return Buffer.from(hkdfSync("sha256", ctx.rt.config.authSecret, salt, "latchkey idempotency", 32));
}

function seal(ctx: Ctx, key: string, answer: Answer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(ctx, key), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(answer), "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

function open(ctx: Ctx, key: string, sealed: Buffer): Answer {
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(ctx, key), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
    return JSON.parse(text.toString("utf8")) as Answer;
  } catch {
    // AUTH_SECRET was changed since. The write was made; making it again is what must not happen.
    throw new Problem(
      "idempotency_conflict",
      "The request was carried out, but its answer can no longer be read.",
    );
  }
}

function checkForm(key: string): void {
  if (KEY_FORM.test(key)) return;
  const message = "must have 1 to 255 printable ASCII characters";
  throw new Problem("invalid_request", `Idempotency-Key: ${message}`, [
    { field: "Idempotency-Key", message },
  ]);
}

const usedForAnother = () =>
  new Problem("idempotency_conflict", "This Idempotency-Key was used for another request; choose a new one.");

/**
 * Runs a write once for each `Idempotency-Key` of a root key within a day: the same key and request answer the same
 * again, another request is `idempotency_conflict`. The row and the write commit together, so of two at once the second
 * waits for the first one's answer. What failed keeps nothing and may be tried again.
 *
 * Each root key has its own: an answer may hold a secret with more permissions than another root key of the workspace has.
 */
export async function idempotently(
  ctx: Ctx<Runtime>,
  key: string,
  what: Buffer,
  run: (ctx: Ctx<Runtime>) => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  checkForm(key);
  const keyHash = digest(ctx.actor.id, key);
  const requestHash = digest(what);
  const itself = and(eq(idempotencyKeys.workspaceId, ctx.workspaceId), eq(idempotencyKeys.keyHash, keyHash));
  const now = ctx.rt.now();
  const old = new Date(now - KEPT_MS);
  // The verb inside checks its own permission.
  noteAsked(ctx);
  return transact(ctx, async (ctx) => {
    const fresh = { requestHash, sealedAnswer: Buffer.alloc(0), createdAt: new Date(now) };
    // Waits for another transaction that has just written this row; a row that is too old counts as none.
    const [mine] = await ctx.tx
      .insert(idempotencyKeys)
      .values({ workspaceId: ctx.workspaceId, keyHash, ...fresh })
      .onConflictDoUpdate({
        target: [idempotencyKeys.workspaceId, idempotencyKeys.keyHash],
        set: fresh,
        setWhere: lt(idempotencyKeys.createdAt, old),
      })
      .returning({ createdAt: idempotencyKeys.createdAt });
    if (!mine) {
      const [kept] = await ctx.tx.select().from(idempotencyKeys).where(itself);
      if (!kept?.requestHash.equals(requestHash)) throw usedForAnother();
      return { ...open(ctx, key, kept.sealedAnswer), replayed: true };
    }
    const answer = await run(ctx);
    await ctx.tx
      .update(idempotencyKeys)
      .set({ sealedAnswer: seal(ctx, key, answer) })
      .where(itself);
    await sweep(ctx, old);
    return { ...answer, replayed: false };
  });
}

export type Claim = { kept: Answer | null; keep(answer: Answer): Promise<void> };

/**
 * The same for work that is done in several transactions, each of which may be repeated without harm: the kept answer, or
 * null, and then `keep` for when all is done. Until then the same request works again. Another request with this key is
 * `idempotency_conflict`.
 */
export async function claimAnswer(ctx: Ctx<{ db: Db }>, key: string, what: Buffer): Promise<Claim> {
  checkForm(key);
  const keyHash = digest(ctx.actor.id, key);
  const requestHash = digest(what);
  const itself = and(eq(idempotencyKeys.workspaceId, ctx.workspaceId), eq(idempotencyKeys.keyHash, keyHash));
  const now = ctx.rt.now();
  const fresh = { requestHash, sealedAnswer: Buffer.alloc(0), createdAt: new Date(now) };
  const mine = await ctx.rt.db
    .insert(idempotencyKeys)
    .values({ workspaceId: ctx.workspaceId, keyHash, ...fresh })
    .onConflictDoUpdate({
      target: [idempotencyKeys.workspaceId, idempotencyKeys.keyHash],
      set: fresh,
      setWhere: lt(idempotencyKeys.createdAt, new Date(now - KEPT_MS)),
    })
    .returning({ createdAt: idempotencyKeys.createdAt });
  const keep = async (answer: Answer) => {
    await ctx.rt.db
      .update(idempotencyKeys)
      .set({ sealedAnswer: seal(ctx, key, answer) })
      .where(itself);
  };
  if (mine.length > 0) return { kept: null, keep };
  const [row] = await ctx.rt.db.select().from(idempotencyKeys).where(itself);
  if (!row?.requestHash.equals(requestHash)) throw usedForAnother();
  return { kept: row.sealedAnswer.length > 0 ? open(ctx, key, row.sealedAnswer) : null, keep };
}

/** Forgets some of this workspace's answers that are older than a day; those that another write is at are left to it. */
async function sweep(ctx: TxCtx, old: Date): Promise<void> {
  const inWorkspace = eq(idempotencyKeys.workspaceId, ctx.workspaceId);
  const ended = ctx.tx
    .select({ keyHash: idempotencyKeys.keyHash })
    .from(idempotencyKeys)
    .where(and(inWorkspace, lt(idempotencyKeys.createdAt, old)))
    .limit(SWEPT_AT_ONCE)
    .for("update", { skipLocked: true });
  await ctx.tx.delete(idempotencyKeys).where(and(inWorkspace, inArray(idempotencyKeys.keyHash, ended)));
}
