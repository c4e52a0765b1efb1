import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { and, eq, lt } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { idempotencyKeys } from "@/db/schema";
import type { Ctx } from "../context";
import { Problem } from "../errors/problem";
import { transact } from "../transact";

const KEPT_MS = 24 * 3_600_000;
const KEY_FORM = /^[\x21-\x7e]{1,255}$/;

type Answer = { status: number; body: string };

const digest = (text: string) => createHash("sha256").update(text).digest();

/** The answer may hold a new secret: only who repeats the Idempotency-Key can open it (see docs/decisions/0005). */
function sealingKey(ctx: Ctx, key: string): Buffer {
  return Buffer.from(hkdfSync("sha256", ctx.rt.config.authSecret, `${ctx.workspaceId}\n${key}`, "latchkey idempotency", 32));
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
  return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString("utf8")) as Answer;
}

/**
 * Runs a write once for each `Idempotency-Key` of a workspace within a day: the same key and request answer the same
 * again, another request is `idempotency_conflict`. The row and the write commit together, so of two at once the second
 * waits for the first one's answer. What failed keeps nothing and may be tried again.
 */
export async function idempotently(
  ctx: Ctx,
  key: string,
  what: string,
  run: (ctx: Ctx) => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  if (!KEY_FORM.test(key)) {
    const message = "must have 1 to 255 visible ASCII characters";
    throw new Problem("invalid_request", `Idempotency-Key: ${message}`, [{ field: "Idempotency-Key", message }]);
  }
  const keyHash = digest(key);
  const requestHash = digest(what);
  const itself = and(eq(idempotencyKeys.workspaceId, ctx.workspaceId), eq(idempotencyKeys.keyHash, keyHash));
  return transact(ctx, async (tx, inner) => {
    await sweep(tx, ctx);
    const at = new Date(ctx.rt.now());
    const [mine] = await tx
      .insert(idempotencyKeys)
      .values({ workspaceId: ctx.workspaceId, keyHash, requestHash, sealedAnswer: Buffer.alloc(0), createdAt: at })
      .onConflictDoNothing()
      .returning({ createdAt: idempotencyKeys.createdAt });
    if (!mine) {
      const [kept] = await tx.select().from(idempotencyKeys).where(itself);
      if (!kept?.requestHash.equals(requestHash))
        throw new Problem("idempotency_conflict", "This Idempotency-Key was used for another request; choose a new one.");
      return { ...open(ctx, key, kept.sealedAnswer), replayed: true };
    }
    const answer = await run(inner);
    await tx.update(idempotencyKeys).set({ sealedAnswer: seal(ctx, key, answer) }).where(itself);
    return { ...answer, replayed: false };
  });
}

/** Forgets this workspace's answers that are older than a day. */
async function sweep(tx: Tx, ctx: Ctx): Promise<void> {
  const old = new Date(ctx.rt.now() - KEPT_MS);
  await tx
    .delete(idempotencyKeys)
    .where(and(eq(idempotencyKeys.workspaceId, ctx.workspaceId), lt(idempotencyKeys.createdAt, old)));
}
