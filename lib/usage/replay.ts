import { mkdirSync, promises, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type DeliverDeps, deliver, messageOf } from "./deliver";
import { batchesOf, eventsOf } from "./journal-record";
import { SEGMENT_SUFFIX } from "./segment";
import { sumEvents } from "./sums";
import { ASIDE, takeDeadFolder, type WriterFolder, writersIn } from "./writer-folder";

const RETRY_MS = 1_000;

/**
 * Writes what processes that died have left to the database, each writer's batches in its order, and removes their
 * folders. Whoever takes a folder's lock does it alone; what had been written before is passed over by its sequence.
 */
export async function replayDead(deps: DeliverDeps & { root: string }, own: string): Promise<void> {
  for (const writer of writersIn(deps.root)) {
    if (writer === own || deps.stop.aborted) continue;
    try {
      const dead = takeDeadFolder(deps.root, writer);
      if (dead) await replayFolder(deps, dead);
    } catch (error) {
      deps.log.error({ err: messageOf(error), writer }, "usage journal of an earlier process not replayed");
    }
  }
}

async function replayFolder(
  deps: DeliverDeps & { root: string },
  { writer, folder, lock }: WriterFolder,
): Promise<void> {
  let events = 0;
  try {
    const last = await lastWritten(deps, writer);
    if (last === null) return;
    const segments = readdirSync(folder)
      .filter((name) => name.endsWith(SEGMENT_SUFFIX))
      .sort();
    for (const name of segments) {
      const file = path.join(folder, name);
      const replayed = await replaySegment(deps, writer, last, await promises.readFile(file));
      if (!replayed) return;
      events += replayed.events;
      if (replayed.corrupt > 0) await keepDamaged(deps, writer, file, replayed.corrupt);
      else await promises.rm(file, { force: true });
    }
    // Renamed first: a process that is about to try the lock finds no folder, rather than one that is half removed.
    const gone = `${folder}.gone`;
    await promises.rename(folder, gone);
    await promises.rm(gone, { recursive: true, force: true });
  } finally {
    lock.release();
  }
  if (events > 0) deps.log.info({ writer, events }, "usage journal of an earlier process replayed");
}

/** Null if the process closes before the database has answered. */
async function lastWritten(deps: DeliverDeps, writer: string): Promise<number | null> {
  for (;;) {
    try {
      const { rows } = await deps.pool.query<{ last: string }>(
        "select last_sequence as last from usage_writers where writer = $1",
        [writer],
      );
      return Number(rows[0]?.last ?? 0);
    } catch (error) {
      deps.log.warn(
        { err: messageOf(error) },
        "usage journal of an earlier process not replayed, trying again",
      );
    }
    try {
      await pause(RETRY_MS, undefined, { signal: deps.stop });
    } catch {
      return null;
    }
  }
}

async function replaySegment(
  deps: DeliverDeps,
  writer: string,
  last: number,
  bytes: Buffer,
): Promise<{ events: number; corrupt: number } | null> {
  let events = 0;
  let corrupt = 0;
  for (const stored of batchesOf(bytes)) {
    corrupt += stored.corrupt;
    if (stored.count === 0 || stored.sequence <= last) continue;
    const { sequence, count, rows } = stored;
    const batch = { sequence, count, rows, sums: sumEvents(eventsOf(rows)) };
    if (!(await deliver(deps, writer, batch))) return null;
    events += stored.count;
    deps.figures.replayedEvents += stored.count;
  }
  return { events, corrupt };
}

async function keepDamaged(
  deps: DeliverDeps & { root: string },
  writer: string,
  file: string,
  records: number,
): Promise<void> {
  const name = `${writer}-${path.basename(file)}`;
  mkdirSync(path.join(deps.root, ASIDE), { recursive: true, mode: 0o700 });
  await promises.rename(file, path.join(deps.root, ASIDE, name));
  deps.figures.corruptRecords += records;
  deps.log.error({ records, file: name }, "damaged records in the usage journal; the segment was put aside");
}
