import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { type Batch, type DeliverDeps, deliver, messageOf } from "./deliver";
import { type JournalFigures, newFigures, type UsageEvent, type UsageJournal } from "./event";
import { batchesOf, eventsOf } from "./journal-record";
import { OpenBatch, type SealedBatch } from "./open-batch";
import { replayDead } from "./replay";
import { Segment } from "./segment";
import { newWriterFolder, TOUCH_MS, touchFolder, type WriterFolder } from "./writer-folder";

/** The disk itself has an event this long after its answer: what a power cut may cost. */
const SYNC_MS = 50;
/** How long an event waits before its batch is sent. What is on a page is this old, plus the write. */
const FLUSH_MS = 500;
const SEGMENT_BYTES = 16 * 1_048_576;
/** Sealed batches stay in memory up to here, so that a database that keeps up costs no reading back. */
const HELD_BYTES = 16 * 1_048_576;
/** Without a disk: about 800,000 events. */
const MAX_MEMORY_BYTES = 256 * 1_048_576;
/** Folders that could not be taken at the start are looked at again. */
const RESCAN_MS = 30_000;
const CLOSE_MS = 5_000;
/** After a fault of our own, so that it does not spin. */
const FAULT_PAUSE_MS = 1_000;
/** A fault that goes on is logged this often. */
const COMPLAINT_MS = 10_000;

export type JournalDeps = {
  pool: Pool;
  log: Logger;
  now: () => number;
  /** The folder for the segments; null keeps everything in memory. */
  folder: string | null;
  /** Beyond it no verification is answered until the database has taken some. */
  maxDiskBytes: number;
};

/**
 * An event is with the kernel when `record` returns, so before its answer leaves: the end of the process loses none.
 * A batch is numbered before it is sent and never changed after; the database keeps the number in the batch's own
 * transaction, so that whatever is sent again, by this process or by the next, counts once.
 */
class DurableJournal implements UsageJournal {
  readonly figures: JournalFigures;
  accepting = true;
  gathering = false;
  readonly #place: WriterFolder | null;
  readonly #writer: string;
  readonly #delivery: DeliverDeps;
  readonly #stop = new AbortController();
  #open = new OpenBatch(1);
  #segment: Segment | null = null;
  readonly #queue: SealedBatch[] = [];
  #heldBytes = 0;
  #sending: Promise<void> | null = null;
  #replaying: Promise<void> | null = null;
  #tick: NodeJS.Timeout | null = null;
  readonly #chores: NodeJS.Timeout[] = [];
  #complainedAt = Number.NEGATIVE_INFINITY;
  #closed: Promise<void> | null = null;

  constructor(readonly deps: JournalDeps) {
    const { pool, log, now, folder: root } = deps;
    this.#place = root === null ? null : newWriterFolder(root);
    this.#writer = this.#place?.writer ?? randomUUID();
    this.figures = newFigures(this.#place !== null);
    this.#delivery = { pool, log, now, root, figures: this.figures, stop: this.#stop.signal };
    if (!this.#place) return;
    const { folder } = this.#place;
    this.#replay();
    this.#chores.push(
      setInterval(() => this.#replay(), RESCAN_MS).unref(),
      setInterval(() => this.#tryTouch(folder), TOUCH_MS).unref(),
    );
  }

  record(event: UsageEvent): void {
    const batch = this.#open;
    if (batch.events.length === 0) this.#lay(batch);
    const before = batch.bytes;
    batch.add(event);
    if (!batch.onDisk) this.figures.memoryBytes += batch.bytes - before;
    else if (!this.gathering) this.commit();
    this.figures.waitingEvents++;
    if (batch.isFull) this.#seal();
    this.#tick ??= setTimeout(() => this.#onTick(), SYNC_MS).unref();
  }

  commit(): void {
    const batch = this.#open;
    if (!batch.onDisk) return;
    try {
      this.figures.diskBytes += batch.commit();
    } catch (error) {
      this.#leave(batch.segment, error, batch.bytes);
    }
  }

  /** Gives a new batch its place on disk, if the disk has one. */
  #lay(batch: OpenBatch): void {
    batch.since = performance.now();
    if (!this.#place) return;
    try {
      this.#segment ??= new Segment(this.#place.folder, batch.sequence);
    } catch (error) {
      this.#leave(null, error, 0);
      return;
    }
    if (!this.figures.onDisk) this.deps.log.info("usage journal on disk again");
    this.figures.onDisk = true;
    batch.segment = this.#segment;
    batch.from = this.#segment.bytes;
    batch.onDisk = true;
    this.#segment.pending++;
  }

  /** The disk failed: what is open is kept in memory, and the next batch tries a new segment. */
  #leave(segment: Segment | null, error: unknown, openBytes: number): void {
    this.figures.onDisk = false;
    this.#complain(error, "usage journal cannot write to the disk, keeps events in memory");
    if (segment === null) return;
    if (this.#segment === segment) this.#segment = null;
    if (this.#open.segment === segment && this.#open.onDisk) {
      this.#open.onDisk = false;
      this.figures.memoryBytes += openBytes;
    }
    this.#finish(segment);
  }

  #onTick(): void {
    this.#tick = null;
    const segment = this.#segment;
    segment?.sync().catch((error: unknown) => this.#leave(segment, error, this.#open.bytes));
    const batch = this.#open;
    const waits = batch.events.length > 0;
    // While the database is behind, the batch fills up instead.
    if (waits && this.#queue.length === 0 && performance.now() - batch.since >= FLUSH_MS) this.#seal();
    if (waits || segment?.isDirty) this.#tick = setTimeout(() => this.#onTick(), SYNC_MS).unref();
  }

  #seal(): void {
    if (this.#open.events.length === 0) return;
    this.commit();
    const batch = this.#open.seal();
    this.#open = new OpenBatch(batch.sequence + 1);
    if (this.#heldBytes + batch.bytes > HELD_BYTES) {
      batch.events = null;
      if (batch.onDisk) batch.rows = null;
    }
    if (batch.rows) this.#heldBytes += batch.bytes;
    this.#queue.push(batch);
    if (this.#segment && this.#segment.bytes >= SEGMENT_BYTES) this.#endSegment();
    this.#weigh();
    void this.#send();
  }

  #endSegment(): void {
    const segment = this.#segment;
    this.#segment = null;
    if (segment) this.#finish(segment);
  }

  #finish(segment: Segment): void {
    segment
      .finish()
      .catch((error: unknown) => this.#complain(error, "usage journal: a segment is not on the disk itself"))
      .finally(() => this.#sweep(segment));
  }

  #sweep(segment: Segment): void {
    if (!segment.isDone) return;
    this.figures.diskBytes -= segment.bytes;
    this.#weigh();
    segment.remove().catch((error: unknown) => this.#complain(error, "usage journal: a segment stays"));
  }

  /** Nothing is dropped: past its bounds the journal takes no more, and verifications are refused until it does. */
  #weigh(): void {
    const { diskBytes, memoryBytes } = this.figures;
    const accepting =
      memoryBytes < MAX_MEMORY_BYTES && (this.#place === null || diskBytes < this.deps.maxDiskBytes);
    if (accepting === this.accepting) return;
    this.accepting = accepting;
    if (accepting) this.deps.log.warn("usage journal has room again");
    else
      this.deps.log.error(
        { events: this.figures.waitingEvents, bytes: this.figures.diskBytes },
        "usage journal is full: verifications are refused until the database has taken some of it",
      );
  }

  #send(): Promise<void> {
    if (!this.#sending && this.#queue.length > 0) this.#sending = this.#sendAll();
    return this.#sending ?? Promise.resolve();
  }

  async #sendAll(): Promise<void> {
    try {
      for (let batch = this.#queue[0]; batch; batch = this.#queue[0]) {
        const content = await this.#contentOf(batch);
        if (content && !(await deliver(this.#delivery, this.#writer, content))) return;
        this.#queue.shift();
        this.#settle(batch);
      }
      // An idle process leaves nothing on disk.
      if (this.#segment?.pending === 0) this.#endSegment();
    } catch (error) {
      this.#complain(error, "usage journal: a batch could not be sent");
      await pause(FAULT_PAUSE_MS);
    } finally {
      this.#sending = null;
    }
  }

  #settle(batch: SealedBatch): void {
    this.figures.waitingEvents -= batch.count;
    if (batch.rows) this.#heldBytes -= batch.bytes;
    if (!batch.onDisk) this.figures.memoryBytes -= batch.bytes;
    if (batch.segment) {
      batch.segment.pending--;
      this.#sweep(batch.segment);
    }
    this.#weigh();
  }

  /** Null if its segment cannot be read any more, which is said. */
  async #contentOf(batch: SealedBatch): Promise<Batch | null> {
    const { sequence, rows, events, segment, from, bytes, count } = batch;
    if (rows) return { sequence, rows, events: events ?? eventsOf(rows) };
    try {
      const stored = [...batchesOf((await segment?.read(from, from + bytes)) ?? Buffer.alloc(0))];
      const found = stored[0];
      if (!found || found.count !== count) throw new Error("records are missing");
      return { sequence, rows: found.rows, events: eventsOf(found.rows) };
    } catch (error) {
      this.figures.lostEvents += count;
      this.deps.log.error(
        { err: messageOf(error), events: count },
        "usage events lost: the segment is unreadable",
      );
      return null;
    }
  }

  #replay(): void {
    const { folder: root } = this.deps;
    if (root === null) return;
    this.#replaying ??= replayDead({ ...this.#delivery, root }, this.#writer)
      .catch((error: unknown) => this.#complain(error, "usage journals of earlier processes not replayed"))
      .finally(() => {
        this.#replaying = null;
      });
  }

  async flush(): Promise<void> {
    this.#seal();
    while (this.#queue.length > 0 && !this.#stop.signal.aborted) await this.#send();
    await this.#replaying;
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    for (const timer of this.#chores) clearInterval(timer);
    const ended = new Promise<void>((resolve) =>
      this.#stop.signal.addEventListener("abort", () => resolve(), { once: true }),
    );
    const late = setTimeout(() => this.#stop.abort(), CLOSE_MS);
    await Promise.race([this.flush(), ended]);
    clearTimeout(late);
    this.#stop.abort();
    if (this.#tick) clearTimeout(this.#tick);
    const events = this.figures.waitingEvents;
    if (!this.#place) {
      this.figures.lostEvents += events;
      if (events > 0)
        this.deps.log.error({ events }, "usage events lost: no database at the end, and no disk");
      return;
    }
    if (events > 0) {
      await this.#segment?.finish();
      this.deps.log.warn({ events }, "usage events are left on disk for the next start");
    } else rmSync(this.#place.folder, { recursive: true, force: true });
    this.#place.lock.release();
  }

  #tryTouch(folder: string): void {
    try {
      touchFolder(folder);
    } catch (error) {
      this.#complain(error, "usage journal: its folder cannot be touched");
    }
  }

  #complain(error: unknown, sentence: string): void {
    if (performance.now() - this.#complainedAt < COMPLAINT_MS) return;
    this.#complainedAt = performance.now();
    this.deps.log.error({ err: messageOf(error) }, sentence);
  }
}

/** Records verifications durably and writes them in batches off the requests' path. Throws if the folder cannot be used. */
export function openJournal(deps: JournalDeps): UsageJournal {
  return new DurableJournal(deps);
}
