import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { pauseAfter } from "../platform/back-off";
import type { Tracing } from "../platform/tracing";
import type { JournalFigures } from "./event";
import type { BatchSums } from "./sums";
import { writeBatch } from "./write-batch";
import { ASIDE } from "./writer-folder";

const RETRIES = { firstMs: 250, mostMs: 5_000 };

export type DeliverDeps = {
  pool: Pool;
  log: Logger;
  now: () => number;
  /** The journal's folder; null without a disk. */
  root: string | null;
  figures: JournalFigures;
  tracing?: Pick<Tracing, "ownSpan"> | undefined;
  /** Ends the retries: the process closes. */
  stop: AbortSignal;
};

/** `rows` is JSON, as `journal-record` writes it: so many events, and their sums. */
export type Batch = { sequence: number; count: number; rows: Buffer; sums: BatchSums };

/**
 * Sends a batch until the database has it, and answers false if the process closes before. Sent twice, it is counted
 * once: the sequence tells. What the database refuses as data it would refuse for ever, and everything behind it would
 * wait; that is put aside, where it can be mended and is not lost.
 */
export function deliver(deps: DeliverDeps, writer: string, batch: Batch): Promise<boolean> {
  if (!deps.tracing) return send(deps, writer, batch);
  const attributes = {
    "latchkey.batch.sequence": batch.sequence,
    "latchkey.batch.events": batch.count,
    "latchkey.batch.bytes": batch.rows.length,
  };
  return deps.tracing.ownSpan("usage batch", attributes, async (span) => {
    const ended = await send(deps, writer, batch, (attempts, error) => {
      span.setAttribute("latchkey.batch.attempts", attempts);
      // Never the message: a database's may quote values. One that was overcome stays to be seen, but is no failure.
      if (error) span.setAttribute("error.type", kindOf(error));
      if (error && isDataFault(error)) span.setStatus({ code: 2 });
    });
    if (!ended) span.setStatus({ code: 2 });
    return ended;
  });
}

async function send(
  deps: DeliverDeps,
  writer: string,
  batch: Batch,
  note: (attempts: number, error?: unknown) => void = () => {},
): Promise<boolean> {
  let attempts = 0;
  for (;;) {
    try {
      attempts++;
      await writeBatch(deps.pool, writer, batch.sequence, batch);
      note(attempts);
      deps.figures.writtenEvents += batch.count;
      deps.figures.lastWrittenAt = deps.now();
      return true;
    } catch (error) {
      note(attempts, error);
      if (isDataFault(error)) {
        putAside(deps, `${writer}-${batch.sequence}.json`, batch, error);
        return true;
      }
      deps.log.warn({ err: messageOf(error) }, "usage batch not written, trying again");
    }
    try {
      await pause(pauseAfter(attempts, RETRIES), undefined, { signal: deps.stop });
    } catch {
      return false;
    }
  }
}

/** SQLSTATE class 22: the values themselves. Everything else may be otherwise the next time. */
const isDataFault = (error: unknown) => /^22...$/.test(String((error as { code?: unknown }).code));

/** The SQLSTATE or the system's code, or the error's class. */
function kindOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code === "string") return code;
  return error instanceof Error ? error.name : "unknown";
}

function putAside(deps: DeliverDeps, name: string, batch: Batch, error: unknown): void {
  const events = batch.count;
  try {
    if (!deps.root) throw new Error("there is no disk");
    mkdirSync(path.join(deps.root, ASIDE), { recursive: true, mode: 0o700 });
    writeFileSync(path.join(deps.root, ASIDE, name), batch.rows, { mode: 0o600 });
    deps.figures.setAsideEvents += events;
    deps.log.error(
      { err: messageOf(error), events, file: name },
      "usage batch refused as data and put aside",
    );
  } catch (failed) {
    deps.figures.lostEvents += events;
    deps.log.error(
      { err: messageOf(error), events, why: messageOf(failed) },
      "usage batch refused as data and lost",
    );
  }
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
