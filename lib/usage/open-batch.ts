import type { UsageEvent } from "./event";
import { recordRoom, recordText, writeRecord } from "./journal-record";
import type { Segment } from "./segment";

const BATCH_BYTES = 2_097_152;
const BATCH_EVENTS = 2_000;
/** A batch costs the database its sums once: one that is behind gets more events for them, but is not kept from others for long. */
const BEHIND_EVENTS = 5_000;
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
  events: readonly UsageEvent[] | null;
};

/** The batch that is being filled, already as the JSON that the database gets and the segment holds. */
export class OpenBatch {
  readonly events: UsageEvent[] = [];
  /** When its first event came, on the process's own clock. */
  since = 0;
  /** Where it lies, wholly if `onDisk`. */
  segment: Segment | null = null;
  onDisk = false;
  from = 0;
  #bytes: Buffer;
  #length = 1;
  /** Up to here it lies in the segment, and so many events. */
  #committed = 1;
  #committedEvents = 0;

  constructor(readonly sequence: number) {
    this.#bytes = Buffer.allocUnsafe(BATCH_BYTES);
    this.#bytes[0] = OPEN_BRACKET;
  }

  get bytes(): number {
    return this.#length - 1;
  }

  /** `behind`: others wait for the database before it. */
  isFull(behind: boolean): boolean {
    return (
      this.events.length >= (behind ? BEHIND_EVENTS : BATCH_EVENTS) || this.#length > BATCH_BYTES - 65_536
    );
  }

  /** In memory only, until `commit`. */
  add(event: UsageEvent): void {
    const text = recordText(event, this.sequence);
    const start = this.#length;
    if (start + recordRoom(text) > this.#bytes.length) this.#grow(start + recordRoom(text));
    this.#length = writeRecord(this.#bytes, start, text);
    this.events.push(event);
  }

  /** Hands what was added to the segment; answers how many bytes. Throws what the disk says. */
  commit(): number {
    const bytes = this.#length - this.#committed;
    if (bytes === 0) return 0;
    this.segment?.append(this.#bytes, this.#committed, this.#length);
    this.#committed = this.#length;
    this.#committedEvents = this.events.length;
    return bytes;
  }

  /** Takes back what was added and not handed over; answers how many events. */
  strike(): number {
    const struck = this.events.length - this.#committedEvents;
    this.events.length = this.#committedEvents;
    this.#length = this.#committed;
    return struck;
  }

  /** A record is a few hundred bytes; nothing here relies on it. */
  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(needed);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  seal(): SealedBatch {
    // The last record's comma.
    this.#bytes[this.#length - 2] = CLOSE_BRACKET;
    const rows = this.#bytes.subarray(0, this.#length);
    return {
      sequence: this.sequence,
      count: this.events.length,
      bytes: this.bytes,
      firstAt: this.events[0]?.at ?? 0,
      segment: this.segment,
      onDisk: this.onDisk,
      from: this.from,
      // A part of a large buffer would keep all of it.
      rows: this.#length * 2 < this.#bytes.length ? Buffer.from(rows) : rows,
      events: this.events,
    };
  }
}
