import { LRUCache } from "lru-cache";
import { type DatabaseWatch, within } from "../outage";
import type { SecretRecord } from "./record";

/** Used as it is. Up to twice this it is used and looked up again behind the answer; then it must be looked up first. */
const REFRESH_AFTER_MS = 5_000;
/** The promise for a lost invalidation: no answer is older than this while the database answers. */
const FRESH_MS = 10_000;
/** With the database gone, what was seen before goes on for this long. */
const OUTAGE_MS = 10 * 60_000;
/** A database that takes longer than this for one look-up does not answer. */
const LOOK_UP_MS = 2_000;

/** More workspaces than these are not remembered as changed one by one. */
const CHANGED_WORKSPACES = 10_000;

/** `generation`: how many changes had been made when it was looked up. */
type Entry = { record: SecretRecord | null; loadedAt: number; generation: number; refreshing: boolean };

/** `unavailable`: not known, and the database does not answer. */
export type Found = SecretRecord | null | "unavailable";

/**
 * Secrets by hash, the unknown ones too, so that guessing costs the database nothing. Concurrent misses of one hash
 * share a look-up; a change forgets it at once, also one that is still being looked up.
 */
export class SecretCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #loading = new Map<string, Promise<Found>>();
  /** Hashes of a key that are in the cache: a change names the key, not its hashes. Nearly all have one; a set weighs as much as the rest. */
  readonly #byKey = new Map<string, string | Set<string>>();
  #generation = 0;
  /** What of a workspace was looked up before this generation is forgotten: no walk over a million entries. */
  readonly #byWorkspace = new Map<string, number>();
  #unknownFrom = 0;
  /** What was looked up until then must be looked up again, and is good only if the database is gone. */
  #staleUntil = Number.NEGATIVE_INFINITY;

  /** Sums since the start, for metrics. */
  hits = 0;
  misses = 0;
  staleAnswers = 0;
  readonly lookUps = { found: 0, unknown: 0, failed: 0 };

  constructor(
    readonly load: (hash: string) => Promise<SecretRecord | null>,
    readonly now: () => number,
    capacity = 1_000_000,
    readonly watch: Pick<DatabaseWatch, "away" | "failed"> = { away: false, failed: () => {} },
  ) {
    this.#entries = new LRUCache<string, Entry>({
      max: capacity,
      dispose: (entry, hash) => this.#unlink(entry, hash),
    });
  }

  get size(): number {
    return this.#entries.size;
  }

  /** At once for what is fresh, a promise for what must be looked up. `hash` is the SHA-256 in base64. */
  get(hash: string): Found | Promise<Found> {
    const entry = this.#find(hash);
    const age = entry && entry.loadedAt > this.#staleUntil ? this.now() - entry.loadedAt : FRESH_MS;
    if (entry && age < REFRESH_AFTER_MS) {
      this.hits++;
      return entry.record;
    }
    // Nobody waits for a database that is known not to answer.
    if (this.watch.away) return entry && age < FRESH_MS ? this.#hit(entry) : this.#stale(entry);
    if (!entry || age >= FRESH_MS) {
      this.misses++;
      return this.#shared(hash, entry);
    }
    if (!entry.refreshing) {
      entry.refreshing = true;
      void this.#shared(hash, entry);
    }
    return this.#hit(entry);
  }

  #find(hash: string): Entry | undefined {
    const entry = this.#entries.get(hash);
    if (!entry) return undefined;
    const from = entry.record
      ? (this.#byWorkspace.get(entry.record.key.workspaceId) ?? 0)
      : this.#unknownFrom;
    if (entry.generation >= from) return entry;
    this.#entries.delete(hash);
    return undefined;
  }

  #hit(entry: Entry): Found {
    this.hits++;
    return entry.record;
  }

  /** In an outage: what was seen before goes on. That a hash was unknown long ago says nothing. */
  #stale(entry: Entry | undefined): Found {
    if (!entry?.record || this.now() - entry.loadedAt >= OUTAGE_MS) return "unavailable";
    this.staleAnswers++;
    return entry.record;
  }

  /** A key changed: its next verification looks it up. */
  forgetKey(keyId: string): void {
    this.#changed();
    const hashes = this.#byKey.get(keyId) ?? [];
    for (const hash of typeof hashes === "string" ? [hashes] : [...hashes]) this.#entries.delete(hash);
  }

  /** A secret came to be whose hash may be remembered as unknown. */
  forgetHash(hash: Buffer): void {
    this.#changed();
    this.#entries.delete(hash.toString("base64"));
  }

  /** Something shared by many keys of a workspace changed (an identity, an API), or many secrets of it came to be. */
  forgetWorkspace(workspaceId: string): void {
    this.#changed();
    if (this.#byWorkspace.size >= CHANGED_WORKSPACES) this.forgetAll();
    this.#byWorkspace.set(workspaceId, this.#generation);
    this.#unknownFrom = this.#generation;
  }

  /** What has changed is not known. */
  forgetAll(): void {
    this.#changed();
    this.#entries.clear();
    this.#byWorkspace.clear();
  }

  /** Changes may have been missed: nothing is used again without a look-up, while there is somebody to ask. */
  markStale(): void {
    this.#changed();
    this.#staleUntil = this.now();
  }

  /** Look-ups under way began before the change: they are neither kept nor joined by who asks after it. */
  #changed(): void {
    this.#generation++;
    this.#loading.clear();
  }

  #shared(hash: string, stale: Entry | undefined): Promise<Found> {
    const running = this.#loading.get(hash);
    if (running) return running;
    const started = this.#look(hash, stale).finally(() => {
      if (this.#loading.get(hash) === started) this.#loading.delete(hash);
    });
    this.#loading.set(hash, started);
    return started;
  }

  async #look(hash: string, stale: Entry | undefined): Promise<Found> {
    const generation = this.#generation;
    const loadedAt = this.now();
    let record: SecretRecord | null;
    try {
      record = await within(LOOK_UP_MS, this.load(hash));
    } catch (error) {
      this.lookUps.failed++;
      this.watch.failed(error);
      if (stale) stale.refreshing = false;
      return this.#stale(stale);
    }
    if (record) this.lookUps.found++;
    else this.lookUps.unknown++;
    // A change during the look-up may or may not be in it: good enough for who asked before the change, not to keep.
    if (generation === this.#generation)
      this.#keep(hash, { record, loadedAt, generation, refreshing: false });
    return record;
  }

  #keep(hash: string, entry: Entry): void {
    this.#entries.set(hash, entry);
    if (!entry.record) return;
    const { keyId } = entry.record.key;
    const hashes = this.#byKey.get(keyId);
    if (hashes === undefined) this.#byKey.set(keyId, hash);
    else if (typeof hashes !== "string") hashes.add(hash);
    else if (hashes !== hash) this.#byKey.set(keyId, new Set([hashes, hash]));
  }

  #unlink(entry: Entry, hash: string): void {
    const keyId = entry.record?.key.keyId;
    if (keyId === undefined) return;
    const hashes = this.#byKey.get(keyId);
    if (typeof hashes === "object") hashes.delete(hash);
    if (hashes === hash || (typeof hashes === "object" && hashes.size === 0)) this.#byKey.delete(keyId);
  }
}
