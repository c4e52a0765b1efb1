import { LRUCache } from "lru-cache";
import type { Queries } from "@/db/turns";
import type { DatabaseWatch } from "../platform/outage";
import type { LimitAlgorithm } from "./limiter";

/** `algorithm` null: the request's. `burst` null: as large as `limit`. */
export type Override = {
  limit: number;
  windowMs: number;
  algorithm: LimitAlgorithm | null;
  burst: number | null;
};
type Row = Pick<Override, "limit" | "algorithm" | "burst"> & { identifier: string; window_ms: string };
type Namespace = { overrides: Map<string, Override>; loadedAt: number };

/** A lost invalidation is made good after this; see the key cache. */
const FRESH_MS = 10_000;
const NAMESPACES = 10_000;
/** Overrides in memory, and one more for each namespace. A larger namespace is read for each call. */
const OVERRIDES = 200_000;

const idOf = (workspaceId: string, namespace: string) => `${workspaceId}\u0000${namespace}`;

/** The overrides of the keyless limit API, a namespace at a time. */
export class LimitOverrides {
  readonly #namespaces = new LRUCache<string, Namespace>({
    max: NAMESPACES,
    maxSize: OVERRIDES,
    sizeCalculation: ({ overrides }) => 1 + overrides.size,
  });
  readonly #loading = new Map<string, Promise<Namespace>>();

  constructor(
    readonly queries: Queries,
    readonly now: () => number,
    readonly watch: Pick<DatabaseWatch, "away" | "report"> = { away: false, report: () => {} },
  ) {}

  /** The override of an identifier, or null; `unknown` if there is none in memory and the database does not answer. */
  async of(workspaceId: string, namespace: string, identifier: string): Promise<Override | null | "unknown"> {
    const id = idOf(workspaceId, namespace);
    const known = this.#namespaces.get(id);
    if (known && this.now() - known.loadedAt < FRESH_MS) return known.overrides.get(identifier) ?? null;
    const unread = known ? (known.overrides.get(identifier) ?? null) : "unknown";
    // Nobody waits for a database that is known not to answer.
    if (this.watch.away) return unread;
    try {
      return (await this.#load(id, workspaceId, namespace)).overrides.get(identifier) ?? null;
    } catch (error) {
      this.watch.report("overrides", error);
      return unread;
    }
  }

  forgetAll(): void {
    this.#namespaces.clear();
    this.#loading.clear();
  }

  /** Only that workspace's: one that changes its overrides in a loop must not keep others' out of memory. */
  forgetWorkspace(workspaceId: string): void {
    const start = idOf(workspaceId, "");
    for (const ids of [this.#namespaces, this.#loading])
      for (const id of ids.keys()) if (id.startsWith(start)) ids.delete(id);
  }

  #load(id: string, workspaceId: string, namespace: string): Promise<Namespace> {
    const running = this.#loading.get(id);
    if (running) return running;
    const loading = this.#read(workspaceId, namespace).then((loaded) => {
      // A change meanwhile has taken it out: then it is not kept.
      if (this.#loading.get(id) === loading) this.#namespaces.set(id, loaded);
      return loaded;
    });
    this.#loading.set(id, loading);
    const done = () => {
      if (this.#loading.get(id) === loading) this.#loading.delete(id);
    };
    loading.then(done, done);
    return loading;
  }

  async #read(workspaceId: string, namespace: string): Promise<Namespace> {
    const loadedAt = this.now();
    const { rows } = await this.queries.query<Row>(
      `select identifier, "limit", window_ms, algorithm, burst from ratelimit_overrides where workspace_id = $1 and namespace = $2`,
      [workspaceId, namespace],
    );
    const overrides = new Map(
      rows.map(({ identifier, limit, window_ms, algorithm, burst }) => [
        identifier,
        { limit, windowMs: Number(window_ms), algorithm, burst },
      ]),
    );
    return { overrides, loadedAt };
  }
}
