import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { type Batch, type DeliverDeps, deliver, messageOf } from "./deliver";
import { type JournalFigures, newFigures, type UsageEvent, type UsageJournal } from "./event";
import { batchesOf, eventsOf } from "./journal-record";
import { JournalShares, type Portion } from "./journal-shares";
import { type BatchLimits, OpenBatch, type SealedBatch } from "./open-batch";
import { replayDead } from "./replay";
import { Segment, tryFolder } from "./segment";
import { sumEvents } from "./sums";
import { newWriterFolder, type WriterFolder } from "./writer-folder";

/** The disk itself has an event this long after its answer: what a power cut may cost. */
const SYNC_MS = 50;
/** How long an event waits before its batch is sent. What is on a page is this old, plus the write. */
const FLUSH_MS = 1_000;
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
/** A disk that failed is tried again after this. */
const DISK_RETRY_MS = 1_000;
/** A fault that goes on is logged this often. */
const COMPLAINT_MS = 10_000;

export type JournalDeps = {
  pool: Pool;
  log: Logger;
  now: () => number;
  /** The folder for the segments; null keeps everything in memory. */
  folder: string | null;
  /** How much is written at once; absent: what a server takes. */
  batches?: BatchLimits;
  /** Only where traces are kept. */
  tracing?: DeliverDeps["tracing"];
  /** Beyond it no verification is answered until the database has taken some. */
  maxDiskBytes: number;
  /** The percentage of that (without a disk: of the memory it may use) that one workspace may have waiting. */
  workspaceShare: number;
};

type QueuedBatch = SealedBatch & { portions: Portion[] };

/**
 * An event is with the kernel when `record` returns, so before its answer leaves: the end of the process loses none.
 * A batch is numbered before it is sent and never changed after; the database keeps the number in the batch's own
 * transaction, so that whatever is sent again, by this process or by the next, counts once.
 */
class DurableJournal implements UsageJournal {
  readonly figures: JournalFigures;
  accepting = true;
  readonly #place: WriterFolder | null;
  readonly #writer: string;
  readonly #delivery: DeliverDeps;
  readonly #stop = new AbortController();
  #open: OpenBatch;
  #segment: Segment | null = null;
  readonly #queue: QueuedBatch[] = [];
  readonly #shares: JournalShares;
  #heldBytes = 0;
  #sending: Promise<void> | null = null;
  #replaying: Promise<void> | null = null;
  #tick: NodeJS.Timeout | null = null;
  #retry: NodeJS.Timeout | null = null;
  #hasRoom = true;
  /** Answers wait for `commit`; and whether some of what they wait for was struck out. */
  #gathered = false;
  #struck = false;
  readonly #chores: NodeJS.Timeout[] = [];
  #complainedAt = Number.NEGATIVE_INFINITY;
  #closed: Promise<void> | null = null;

  constructor(readonly deps: JournalDeps) {
    const { pool, log, now, tracing, folder: root, maxDiskBytes, workspaceShare } = deps;
    this.#open = new OpenBatch(1, deps.batches);
    this.#place = root === null ? null : newWriterFolder(root);
    this.#writer = this.#place?.writer ?? randomUUID();
    this.figures = newFigures(this.#place !== null);
    this.#shares = new JournalShares(this.#place ? maxDiskBytes : MAX_MEMORY_BYTES, workspaceShare);
    this.#delivery = { pool, log, now, root, tracing, figures: this.figures, stop: this.#stop.signal };
    if (!this.#place) return;
    this.#replay();
    this.#chores.push(setInterval(() => this.#replay(), RESCAN_MS).unref());
  }

  get isDurable(): boolean {
    return this.#place !== null;
  }

  get oldestAt(): number | null {
    return this.#queue[0]?.firstAt ?? this.#open.firstAt;
  }

  overShare(workspaceId: string): boolean {
    return this.#shares.isOver(workspaceId);
  }

  record(event: UsageEvent): boolean {
    return this.#take(event, false);
  }

  gather(event: UsageEvent): boolean {
    return this.#take(event, true);
  }

  #take(event: UsageEvent, gathered: boolean): boolean {
    if (this.#open.count === 0 && !this.#lay(this.#open)) return false;
    const batch = this.#open;
    const before = batch.bytes;
    batch.add(event);
    const bytes = batch.bytes - before;
    this.#shares.add(event.workspaceId, bytes);
    this.figures.waitingEvents++;
    if (!batch.onDisk) this.figures.memoryBytes += bytes;
    else if (gathered) this.#gathered = true;
    else if (!this.#write()) return false;
    if (batch.isFull) this.#seal();
    this.#tick ??= setTimeout(() => this.#onTick(), SYNC_MS).unref();
    return true;
  }

  commit(): boolean {
    const taken = this.#write() && !this.#struck;
    this.#gathered = false;
    this.#struck = false;
    return taken;
  }

  /** Hands what is open to the kernel. False if it does not take it: then what was not handed over is struck out. */
  #write(): boolean {
    const batch = this.#open;
    if (!batch.onDisk) return true;
    try {
      this.figures.diskBytes += batch.commit();
      return true;
    } catch (error) {
      this.figures.waitingEvents -= batch.strike();
      this.#shares.reopen(batch.bytesByWorkspace());
      this.#struck = this.#gathered;
      if (batch.count > 0) this.#seal();
      else this.#unlay(batch);
      this.#leave(batch.segment, error);
      return false;
    }
  }

  /** Gives a new batch its place on disk. False if the disk has none for it. */
  #lay(batch: OpenBatch): boolean {
    batch.since = performance.now();
    if (!this.#place) return true;
    try {
      this.#segment ??= new Segment(this.#place.folder, batch.sequence);
    } catch (error) {
      this.#leave(null, error);
      return false;
    }
    batch.segment = this.#segment;
    batch.from = this.#segment.bytes;
    batch.onDisk = true;
    this.#segment.pending++;
    return true;
  }

  /** A batch of which nothing is left. Its number is not given again: the segment is named after it. */
  #unlay(batch: OpenBatch): void {
    if (batch.segment) batch.segment.pending--;
    this.#open = new OpenBatch(batch.sequence + 1, this.deps.batches);
  }

  /** What was answered is in the kernel's memory, which a failed disk may forget: it is kept in ours too. */
  #unsynced(segment: Segment, error: unknown): void {
    const batch = this.#open;
    if (batch.segment === segment && batch.count > 0 && this.#write()) {
      batch.onDisk = false;
      this.figures.memoryBytes += batch.bytes;
      this.#seal();
    }
    this.#leave(segment, error);
  }

  /** The disk failed: nothing is taken until it takes a trial, and then it is another segment. */
  #leave(segment: Segment | null, error: unknown): void {
    this.figures.onDisk = false;
    this.#complain(error, "usage journal cannot write to the disk: verifications are refused until it can");
    this.#weigh();
    this.#retry ??= setTimeout(() => this.#tryDisk(), DISK_RETRY_MS).unref();
    if (segment === null) return;
    if (this.#segment === segment) this.#segment = null;
    this.#finish(segment);
  }

  #tryDisk(): void {
    this.#retry = null;
    if (!this.#place || this.#stop.signal.aborted) return;
    try {
      tryFolder(this.#place.folder);
    } catch (error) {
      this.#leave(null, error);
      return;
    }
    this.figures.onDisk = true;
    this.deps.log.info("usage journal on disk again");
    this.#weigh();
  }

  #onTick(): void {
    this.#tick = null;
    const segment = this.#segment;
    segment?.sync().catch((error: unknown) => this.#unsynced(segment, error));
    const batch = this.#open;
    const waits = batch.count > 0;
    // While the database is behind, the batch fills up instead.
    if (waits && this.#queue.length === 0 && performance.now() - batch.since >= FLUSH_MS) this.#seal();
    if (waits || segment?.isDirty) this.#tick = setTimeout(() => this.#onTick(), SYNC_MS).unref();
  }

  #seal(): void {
    if (this.#open.count === 0 || !this.#write()) return;
    const batch = { ...this.#open.seal(), portions: this.#shares.seal() } as QueuedBatch;
    this.#open = new OpenBatch(batch.sequence + 1, this.deps.batches);
    if (this.#heldBytes + batch.bytes > HELD_BYTES) {
      batch.sums = null;
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
    const { diskBytes, memoryBytes, onDisk } = this.figures;
    const hasRoom =
      memoryBytes < MAX_MEMORY_BYTES && (this.#place === null || diskBytes < this.deps.maxDiskBytes);
    const isWritable = this.#place === null || onDisk;
    this.accepting = hasRoom && isWritable;
    if (hasRoom === this.#hasRoom) return;
    this.#hasRoom = hasRoom;
    if (hasRoom) this.deps.log.warn("usage journal has room again");
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

  #settle(batch: QueuedBatch): void {
    this.figures.waitingEvents -= batch.count;
    this.#shares.giveBack(batch.portions);
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
    const { sequence, rows, sums, segment, from, bytes, count } = batch;
    if (rows) return { sequence, count, rows, sums: sums ?? sumEvents(eventsOf(rows)) };
    try {
      const stored = [...batchesOf((await segment?.read(from, from + bytes)) ?? Buffer.alloc(0))];
      const found = stored[0];
      if (!found || found.count !== count) throw new Error("records are missing");
      return { sequence, count, rows: found.rows, sums: sumEvents(eventsOf(found.rows)) };
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
    // What is recorded while a batch is under way gathers for the next, whoever asks.
    if (this.#sending) await this.#sending;
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
    // Also what waits behind a batch that does not arrive is told of below.
    this.#seal();
    const ended = new Promise<void>((resolve) =>
      this.#stop.signal.addEventListener("abort", () => resolve(), { once: true }),
    );
    const late = setTimeout(() => this.#stop.abort(), CLOSE_MS);
    await Promise.race([this.flush(), ended]);
    clearTimeout(late);
    this.#stop.abort();
    for (const timer of [this.#tick, this.#retry]) if (timer) clearTimeout(timer);
    // On a disk that failed, too, some may be in memory only.
    const lost = this.#queue.reduce((sum, batch) => sum + (batch.onDisk ? 0 : batch.count), 0);
    this.figures.lostEvents += lost;
    if (lost > 0)
      this.deps.log.error({ events: lost }, "usage events lost: no database at the end, and no disk");
    if (!this.#place) return;
    const events = this.figures.waitingEvents - lost;
    if (events > 0) {
      await this.#segment?.finish();
      this.deps.log.warn({ events }, "usage events are left on disk for the next start");
    } else rmSync(this.#place.folder, { recursive: true, force: true });
    this.#place.lock.release();
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
