import type { Db } from "@/db/client";
import type { Ctx } from "../platform/context";
import { asProblem } from "./faults";
import { type Claim, claimAnswer } from "./idempotency";

/** An answer of this size is kept for its Idempotency-Key; a larger one is made again, which changes nothing. */
const MOST_KEPT = 2 * 1_048_576;

export type Pieces = AsyncGenerator<string, boolean>;
type Sending = { key: string | null; what: Buffer; status: number; headers: Headers; leave: () => void };

/**
 * Answers with a document that is sent piece by piece as its work is done. Each piece is asked for when the one before
 * has been taken, so an answer that nobody reads any more stops the work. `leave` is called when it has ended. `key` and `what`: as for `idempotently`. What
 * fails before the first piece is thrown.
 */
export async function streamed(
  ctx: Ctx<{ db: Db }>,
  pieces: Pieces,
  { key, what, status, headers, leave }: Sending,
): Promise<Response> {
  const claim = key === null ? null : await claimAnswer(ctx, key, what);
  headers.set("Content-Type", "application/json");
  if (claim?.kept) {
    headers.set("Idempotency-Replayed", "true");
    leave();
    return new Response(claim.kept.body, { status: claim.kept.status, headers });
  }
  const first = await pieces.next();
  const kept: string[] | null = claim ? [] : null;
  let size = 0;
  const text = new TextEncoder();
  const take = (piece: string) => {
    size += piece.length;
    if (size <= MOST_KEPT) kept?.push(piece);
    return text.encode(piece);
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (first.done) {
        controller.close();
        leave();
      } else controller.enqueue(take(first.value));
    },
    async pull(controller) {
      const { done, value } = await pieces.next().catch((error: unknown) => {
        leave();
        throw error;
      });
      if (!done) {
        controller.enqueue(take(value));
        return;
      }
      if (claim && kept && value && size <= MOST_KEPT) await keep(ctx, claim, status, kept.join(""));
      controller.close();
      leave();
    },
    async cancel() {
      leave();
      await pieces.return(false);
    },
  });
  return new Response(body, { status, headers });
}

/** The work is done and told: that its answer could not be kept is only logged. */
async function keep(ctx: Ctx, claim: Claim, status: number, body: string): Promise<void> {
  try {
    await claim.keep({ status, body });
  } catch (error) {
    asProblem(ctx.rt, ctx.requestId, error);
  }
}
