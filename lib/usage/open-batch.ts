import type { UsageEvent } from "./event";
import { bracketed, bytesByWorkspace, eventsOf, recordRoom, recordText, writeRecord } from "./journal-record";
import type { Segment } from "./segment";
import { BatchSums, sumEvents } from "./sums";

/**
 * What the database is given at once: the more events, the fewer times a sum is written for them. Each secret costs three
 * sums and a last use, once a batch: 3,000 are 0.15 s of its time.
 */
export type BatchLimits = { events: number; secrets: number };
const ON_SERVER: BatchLimits = { events: 10_000, secrets: 3_000 };
/** The embedded database does nothing else meanwhile: a batch is some 50 ms of its time. */
export const ON_EMBEDDED: BatchLimits = { events: 3_000, secrets: 150 };
const BATCH_BYTES = 4_194_304;
const FIRST_BYTES = 262_144;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** A batch that waits for the database. Without `rows` it is read back from its segment when its turn comes. */
export type SealedBatch = {
  sequence: number;
  count: number;
  bytes: number;
  /** When its first event was decided, in milliseconds since the epoch. */
  firstAt: number;
  segment: Segment | null;
  /** Whether all of it lies there. */
  onDisk: boolean;
  /** Where its first record begins in the segment. */
  from: number;
  rows: Buffer | null;
  sums: BatchSums | null;
};

/** The batch that is being filled, already as the JSON that the database gets and the segment holds. */
export class OpenBatch {
  count = 0;
  /** When its first event was decided, in milliseconds since the epoch; null: there is none. */
  firstAt: number | null = null;
  /** When its first event came, on the process's own clock. */
  since = 0;
  /** Where it lies, wholly if `onDisk`. */
  segment: Segment | null = null;
  onDisk = false;
  from = 0;
  #sums = new BatchSums();
  #bytes: Buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 1;
  /** Up to here it lies in the segment, and so many events. */
  #committed = 1;
  #committedCount = 0;

  constructor(
    readonly sequence: number,
    readonly most: BatchLimits = ON_SERVER,
  ) {
    this.#bytes[0] = OPEN_BRACKET;
  }

  get bytes(): number {
    return this.#length - 1;
  }

  get isFull(): boolean {
    const { events, secrets } = this.most;
    return this.count >= events || this.#length >= BATCH_BYTES || this.#sums.owners >= secrets;
  }

  /** In memory only, until `commit`. */
  add(event: UsageEvent): void {
    const text = recordText(event, this.sequence);
    const start = this.#length;
    if (start + recordRoom(text) > this.#bytes.length) this.#grow(start + recordRoom(text));
    this.#length = writeRecord(this.#bytes, start, text);
    this.#sums.add(event);
    this.firstAt ??= event.at;
    this.count++;
  }

  /** Hands what was added to the segment; answers how many bytes. Throws what the disk says. */
  commit(): number {
    const bytes = this.#length - this.#committed;
    if (bytes === 0) return 0;
    this.segment?.append(this.#bytes, this.#committed, this.#length);
    this.#committed = this.#length;
    this.#committedCount = this.count;
    return bytes;
  }

  /** Takes back what was added and not handed over; answers how many events. */
  strike(): number {
    const struck = this.count - this.#committedCount;
    this.count = this.#committedCount;
    this.#length = this.#committed;
    if (this.count === 0) this.firstAt = null;
    // Sums cannot be taken from: they are made anew of what is left.
    const left = this.#bytes.subarray(1, this.#length);
    this.#sums = this.count === 0 ? new BatchSums() : sumEvents(eventsOf(bracketed([left])));
    return struck;
  }

  /** The bytes of each workspace's records. Reads all of them: only for after a strike. */
  bytesByWorkspace(): Map<string, number> {
    return bytesByWorkspace(this.#bytes.subarray(1, this.#length));
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  seal(): SealedBatch & { rows: Buffer; sums: BatchSums } {
    // The last record's comma.
    this.#bytes[this.#length - 2] = CLOSE_BRACKET;
    const rows = this.#bytes.subarray(0, this.#length);
    return {
      sequence: this.sequence,
      count: this.count,
      bytes: this.bytes,
      firstAt: this.firstAt ?? 0,
      segment: this.segment,
      onDisk: this.onDisk,
      from: this.from,
      // A part of a large buffer would keep all of it.
      rows: this.#length * 2 < this.#bytes.length ? Buffer.from(rows) : rows,
      sums: this.#sums,
    };
  }
}
