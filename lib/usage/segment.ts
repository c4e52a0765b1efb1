import {
  closeSync,
  fdatasync,
  fsync,
  ftruncateSync,
  openSync,
  promises,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";

export const SEGMENT_SUFFIX = ".jsonl";
/** As much as a busy turn writes. */
const TRIAL_BYTES = 65_536;

/** Throws unless the disk takes a file there; a full one lets files be made that hold nothing. */
export function tryFolder(folder: string): void {
  const file = path.join(folder, "trial");
  writeFileSync(file, Buffer.alloc(TRIAL_BYTES), { mode: 0o600 });
  rmSync(file);
}

/**
 * One append-only file of a writer, named after its first batch. Batches never span segments. It is deleted once it is
 * finished and all of its batches are in the database.
 */
export class Segment {
  readonly file: string;
  /** What whole records take. */
  bytes = 0;
  /** Batches in it that are not in the database yet. */
  pending = 0;
  #finished = false;
  #fd: number;
  #dirty = false;
  #syncing: Promise<void> | null = null;
  #listed = false;

  /** Throws if the disk does not take it. */
  constructor(
    readonly folder: string,
    firstSequence: number,
  ) {
    this.file = path.join(folder, `${String(firstSequence).padStart(12, "0")}${SEGMENT_SUFFIX}`);
    this.#fd = openSync(this.file, "ax", 0o600);
  }

  /** Hands the bytes to the kernel. Throws if it does not take all of them; then nothing more may be appended. */
  append(bytes: Buffer, from: number, to: number): void {
    this.#dirty = true;
    const written = writeSync(this.#fd, bytes, from, to - from);
    if (written !== to - from) {
      // What is not answered is not counted either, also if a later process reads this.
      ftruncateSync(this.#fd, this.bytes);
      throw new Error(`the disk took ${written} of ${to - from} bytes`);
    }
    this.bytes += written;
  }

  /** Waits until the disk itself has what was appended. Rejects if it does not take it. */
  sync(): Promise<void> {
    if (!this.#dirty) return this.#syncing ?? Promise.resolve();
    this.#syncing ??= this.#syncNow().finally(() => {
      this.#syncing = null;
    });
    return this.#syncing;
  }

  async #syncNow(): Promise<void> {
    this.#dirty = false;
    await call((done) => fdatasync(this.#fd, done));
    if (this.#listed) return;
    // The file's own name is in its folder, which is synced apart.
    const folder = openSync(this.folder, "r");
    try {
      await call((done) => fsync(folder, done));
      this.#listed = true;
    } finally {
      closeSync(folder);
    }
  }

  /** No batch follows in this one. */
  async finish(): Promise<void> {
    if (this.#finished) return;
    this.#finished = true;
    try {
      // One that is under way does not have what was appended after it began.
      await this.#syncing;
      if (this.pending > 0) await this.sync();
    } finally {
      closeSync(this.#fd);
    }
  }

  get isDirty(): boolean {
    return this.#dirty;
  }

  get isDone(): boolean {
    return this.#finished && this.pending === 0;
  }

  async read(from: number, to: number): Promise<Buffer> {
    const handle = await promises.open(this.file, "r");
    try {
      const bytes = Buffer.allocUnsafe(to - from);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  async remove(): Promise<void> {
    await promises.rm(this.file, { force: true });
  }
}

function call(begin: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => begin((error) => (error ? reject(error) : resolve())));
}
