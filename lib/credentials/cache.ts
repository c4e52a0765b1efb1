import { LRUCache } from "lru-cache";
import { type DatabaseWatch, within } from "../platform/outage";
import type { ProofLoader, StoredProof } from "./look-up";
import { LookUpLines } from "./look-up-lines";

/** Used as it is. Up to twice this it is used and looked up again behind the answer; then it must be looked up first. */
const REFRESH_AFTER_MS = 5_000;
/** The promise for a lost invalidation: no answer is older than this while the database answers. */
const FRESH_MS = 10_000;
/** With the database gone, what was seen before goes on for this long. */
const OUTAGE_MS = 10 * 60_000;
/** A look-up that takes longer than this has failed. */
const LOOK_UP_MS = 2_000;
/** A known secret waits this long for its look-up; then what is in memory is used, if no change can have been missed. */
const PATIENCE_MS = 50;
/** Hashes that one query looks up at most; so few are not worth a query more, which costs what they do. */
const HASHES_AT_ONCE = 250;
const FEW = 8;
/** Queries under way; what is looked up meanwhile waits for the next, with all that waits. */
const QUERIES_AT_ONCE = 3;

/** Values that are nobody's are remembered apart, so that guessing pushes out no key. */
const unknownOf = (capacity: number) => Math.min(100_000, Math.ceil(capacity / 10));

/** More workspaces than these are not remembered as changed one by one. */
const CHANGED_WORKSPACES = 100_000;
/** Changes during one query that are told apart; after more, nothing of the query is kept. */
const CHANGES_DURING_QUERY = 200;

/** `generation`: how many changes had been made when it was looked up. */
type Entry = { proof: StoredProof | null; loadedAt: number; generation: number; refreshing: boolean };

/** Somebody waits for a hash that is looked up. `stale`: what was known of it. */
type LookUp = {
  hash: string;
  stale: Entry | undefined;
  askedAt: number;
  /** Its secret came to be while it was looked up. */
  changed: boolean;
  found: Promise<Found>;
  resolve: (found: Found) => void;
};

/** Says of a proof whether a change concerns it. */
type Concerns = (proof: StoredProof) => boolean;

/** Or how to find it out, which is done only where something must be looked up. */
type Asker = string | (() => string | null);

/** `unavailable`: not known, and the database does not answer. */
export type Found = StoredProof | null | "unavailable";

/**
 * Proofs by look-up value, the unknown ones too, so that guessing costs the database nothing. Concurrent misses of one hash
 * share a look-up; a change forgets it at once, also one that is still being looked up.
 */
export class ProofCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #unknown: LRUCache<string, Entry>;
  readonly #loading = new Map<string, LookUp>();
  readonly #waiting = new LookUpLines<LookUp>();
  #queries = 0;
  /** For each query under way, the changes that were made since it was asked. */
  readonly #underWay = new Set<Concerns[]>();
  /** Look-ups of known secrets that were asked for in this turn. */
  #known: LookUp[] | null = null;
  /** Hashes of a key that are in the cache: a change names the key, not its hashes. Nearly all have one; a set weighs as much as the rest. */
  readonly #byCredential = new Map<string, string | Set<string>>();
  #generation = 0;
  /** What of a workspace was looked up before this generation is forgotten: no walk over a million entries. */
  readonly #byWorkspace = new Map<string, number>();
  #unknownFrom = 0;
  /** What was looked up until then must be looked up again, and is good only if the database is gone. */
  #staleUntil = Number.NEGATIVE_INFINITY;

  /** Would a change that another process made have been heard here? Without others, always. */
  isTold: () => boolean = () => true;

  /** Sums since the start, for metrics. */
  hits = 0;
  misses = 0;
  staleAnswers = 0;
  readonly lookUps = { found: 0, unknown: 0, failed: 0 };

  constructor(
    readonly load: ProofLoader,
    readonly now: () => number,
    capacity: number,
    readonly watch: Pick<DatabaseWatch, "away" | "report"> = { away: false, report: () => {} },
  ) {
    this.#unknown = new LRUCache<string, Entry>({ max: unknownOf(capacity) });
    // A key with much metadata takes the place of several.
    this.#entries = new LRUCache<string, Entry>({
      max: capacity,
      maxSize: capacity,
      sizeCalculation: ({ proof }) => Math.min(capacity, proof?.weight ?? 1),
      dispose: (entry, hash) => this.#unlink(entry, hash),
    });
  }

  get size(): number {
    return this.#entries.size + this.#unknown.size;
  }

  /**
   * At once for what is fresh, a promise for what must be looked up. `hash` is the SHA-256 in base64. `asker`: a workspace,
   * or the address of a stranger; who asks for much is behind nobody but itself.
   */
  get(hash: string, asker: Asker): Found | Promise<Found> {
    const entry = this.#find(hash);
    const age = entry && entry.loadedAt > this.#staleUntil ? this.now() - entry.loadedAt : FRESH_MS;
    if (entry && age < REFRESH_AFTER_MS) {
      this.hits++;
      return entry.proof;
    }
    // Nobody waits for a database that is known not to answer.
    if (this.watch.away) return entry && age < FRESH_MS ? this.#hit(entry) : this.#stale(entry);
    if (!entry || age >= FRESH_MS) {
      this.misses++;
      return this.#shared(hash, entry, asker);
    }
    if (!entry.refreshing) {
      entry.refreshing = true;
      void this.#shared(hash, entry, asker);
    }
    return this.#hit(entry);
  }

  #find(hash: string): Entry | undefined {
    const entry = this.#entries.get(hash) ?? this.#unknown.get(hash);
    if (!entry) return undefined;
    const from = entry.proof
      ? (this.#byWorkspace.get(entry.proof.credential.workspaceId) ?? 0)
      : this.#unknownFrom;
    if (entry.generation >= from) return entry;
    this.#forget(hash);
    return undefined;
  }

  #hit(entry: Entry): Found {
    this.hits++;
    return entry.proof;
  }

  /** In an outage: what was seen before goes on. That a hash was unknown long ago says nothing. */
  #stale(entry: Entry | undefined): Found {
    if (!entry?.proof || this.now() - entry.loadedAt >= OUTAGE_MS) return "unavailable";
    this.staleAnswers++;
    return entry.proof;
  }

  #forget(hash: string): void {
    this.#entries.delete(hash);
    this.#unknown.delete(hash);
  }

  /** A key changed: its next verification looks it up. */
  forgetCredential(id: string): void {
    this.#changed((proof) => proof.credential.id === id);
    const hashes = this.#byCredential.get(id) ?? [];
    for (const hash of typeof hashes === "string" ? [hashes] : [...hashes]) this.#entries.delete(hash);
  }

  /** A secret came to be whose hash may be remembered as unknown. Look-ups of others go on, so that an import resets nobody. */
  forgetHash(hash: Buffer): void {
    const id = hash.toString("base64");
    this.#forget(id);
    const running = this.#loading.get(id);
    if (!running) return;
    running.changed = true;
    this.#loading.delete(id);
  }

  /** Something shared by many keys of a workspace changed (an identity, an API), or many secrets of it came to be. */
  forgetWorkspace(workspaceId: string): void {
    this.#changed((proof) => proof.credential.workspaceId === workspaceId);
    if (this.#byWorkspace.size >= CHANGED_WORKSPACES) this.forgetAll();
    this.#byWorkspace.set(workspaceId, this.#generation);
    this.#unknownFrom = this.#generation;
  }

  /** What has changed is not known. */
  forgetAll(): void {
    this.#changed(() => true);
    this.#entries.clear();
    this.#unknown.clear();
    this.#byWorkspace.clear();
  }

  /** Changes may have been missed: nothing is used again without a look-up, while there is somebody to ask. */
  markStale(): void {
    this.#changed(() => true);
    this.#staleUntil = this.now();
  }

  /**
   * Look-ups under way may have missed the change, so their results are not kept, and later callers do not join them. If
   * the change concerns another key, this does not apply: one workspace's changes must not keep another's keys out of
   * memory. Whose a secret is never changes, so a known one can be told apart before its look-up ends.
   */
  #changed(concerns: Concerns): void {
    this.#generation++;
    for (const [hash, { stale }] of this.#loading)
      if (!stale?.proof || concerns(stale.proof)) this.#loading.delete(hash);
    for (const changes of this.#underWay)
      if (changes.length < CHANGES_DURING_QUERY) changes.push(concerns);
      else changes[0] = () => true;
  }

  #shared(hash: string, stale: Entry | undefined, asker: Asker): Promise<Found> {
    const running = this.#loading.get(hash);
    if (running) return running.found;
    let resolve: LookUp["resolve"] = () => {};
    const found = new Promise<Found>((settle) => {
      resolve = settle;
    });
    const lookUp = { hash, stale, askedAt: this.now(), changed: false, found, resolve };
    this.#loading.set(hash, lookUp);
    if (stale?.proof) this.#bound(lookUp);
    // After this turn's sockets have been read: what else arrived with it goes with it.
    if (this.#waiting.length === 0 && this.#queries < QUERIES_AT_ONCE) setImmediate(() => this.#flush());
    this.#waiting.push(typeof asker === "string" ? asker : (asker() ?? ""), lookUp);
    return found;
  }

  /** Bounds the wait for a known secret. One timer for all of a turn. */
  #bound(lookUp: LookUp): void {
    if (this.#known) {
      this.#known.push(lookUp);
      return;
    }
    const known = [lookUp];
    this.#known = known;
    setImmediate(() => {
      this.#known = null;
    });
    // Timers run before the sockets are read: what has arrived in the meantime still counts.
    const hurry = () => setImmediate(() => setImmediate(() => this.#hurry(known)));
    setTimeout(hurry, PATIENCE_MS).unref();
  }

  /**
   * Answers from memory what is still looked up; the look-ups go on behind. Not where a change may have been missed: then
   * the promised 10 s hold, and the look-up is waited for.
   */
  #hurry(known: readonly LookUp[]): void {
    if (!this.isTold()) return;
    for (const one of known) {
      const { stale } = one;
      if (!stale || this.#loading.get(one.hash) !== one || stale.loadedAt <= this.#staleUntil) continue;
      if (this.now() - stale.loadedAt < OUTAGE_MS) one.resolve(stale.proof);
    }
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#queries < QUERIES_AT_ONCE) {
      // Many are shared out among the queries, so that the answers of one are written while the next is asked.
      const share = Math.ceil(this.#waiting.length / (QUERIES_AT_ONCE - this.#queries));
      const some = this.#waiting.take(Math.min(Math.max(share, FEW), HASHES_AT_ONCE));
      // Who has waited for others' queries for too long is not made to wait for another, nor for what is known to be away.
      const late = this.watch.away ? Number.POSITIVE_INFINITY : this.now() - LOOK_UP_MS;
      const inTime = some.filter((one) => one.askedAt > late);
      for (const one of some) if (one.askedAt <= late) this.#fail(one);
      if (inTime.length > 0) void this.#ask(inTime);
    }
  }

  async #ask(some: readonly LookUp[]): Promise<void> {
    this.#queries++;
    const generation = this.#generation;
    const loadedAt = this.now();
    const changes: Concerns[] = [];
    this.#underWay.add(changes);
    // That a value is nobody's concerns everybody.
    const isKept = (proof: StoredProof | null) =>
      proof ? !changes.some((concerns) => concerns(proof)) : changes.length === 0;
    try {
      const proofs = await within(LOOK_UP_MS, this.load(some.map((one) => one.hash)));
      for (const [i, one] of some.entries()) {
        const proof = proofs[i] ?? null;
        if (proof) this.lookUps.found++;
        else this.lookUps.unknown++;
        // A change during the look-up may or may not be in it: good enough for who asked before the change, not to keep.
        if (!one.changed && isKept(proof))
          this.#keep(one.hash, { proof, loadedAt, generation, refreshing: false });
        else if (one.stale) one.stale.refreshing = false;
        this.#settle(one, proof);
      }
    } catch (error) {
      this.watch.report("look-up", error);
      for (const one of some) this.#fail(one);
    } finally {
      this.#queries--;
      this.#underWay.delete(changes);
      this.#flush();
    }
  }

  #fail(one: LookUp): void {
    this.lookUps.failed++;
    if (one.stale) one.stale.refreshing = false;
    this.#settle(one, this.#stale(one.stale));
  }

  #settle(one: LookUp, found: Found): void {
    if (this.#loading.get(one.hash) === one) this.#loading.delete(one.hash);
    one.resolve(found);
  }

  #keep(hash: string, entry: Entry): void {
    const [to, other] = entry.proof ? [this.#entries, this.#unknown] : [this.#unknown, this.#entries];
    other.delete(hash);
    to.set(hash, entry);
    if (!entry.proof) return;
    const { id } = entry.proof.credential;
    const hashes = this.#byCredential.get(id);
    if (hashes === undefined) this.#byCredential.set(id, hash);
    else if (typeof hashes !== "string") hashes.add(hash);
    else if (hashes !== hash) this.#byCredential.set(id, new Set([hashes, hash]));
  }

  #unlink(entry: Entry, hash: string): void {
    const id = entry.proof?.credential.id;
    if (id === undefined) return;
    const hashes = this.#byCredential.get(id);
    if (typeof hashes === "object") hashes.delete(hash);
    if (hashes === hash || (typeof hashes === "object" && hashes.size === 0)) this.#byCredential.delete(id);
  }
}
