import type { LimitPool } from "./limiter";

/**
 * `most` windows altogether, `perWorkspace` at most of one workspace. Each workspace has room for `floor` in any case, so
 * a pool holds at most `most` and `floor` for each workspace with windows.
 */
export type PoolSize = { most: number; perWorkspace: number; floor: number };
export type PoolSizes = Readonly<Record<LimitPool, PoolSize>>;

/** The pools for `most` windows of stored limits (`LIMIT_WINDOWS`). The others are for fewer callers and are smaller. */
export function poolSizes(most: number): PoolSizes {
  return {
    stored: { most, perWorkspace: most, floor: 1_000 },
    brought: { most: Math.ceil(most / 5), perWorkspace: Math.ceil(most / 50), floor: 100 },
    own: { most: Math.ceil(most / 10), perWorkspace: most, floor: 100 },
  };
}

/** The windows of one workspace in one pool. */
export type Share = { readonly of: string; readonly pool: Pool; count: number };

class Pool {
  used = 0;
  readonly shares = new Map<string, Share>();
  constructor(readonly size: PoolSize) {}
}

/** Counts the windows of workspaces, and says whether one may have more. */
export class Shares {
  readonly #pools: Record<LimitPool, Pool>;

  constructor(sizes: PoolSizes) {
    const { stored, brought, own } = sizes;
    this.#pools = { stored: new Pool(stored), brought: new Pool(brought), own: new Pool(own) };
  }

  /**
   * Room for one more window, or null. A workspace may have as many as are free: one alone gets half of a pool, and
   * however much some have, there is room for the next.
   */
  join(workspaceId: string, name: LimitPool): Share | null {
    const pool = this.#pools[name];
    const share = pool.shares.get(workspaceId) ?? { of: workspaceId, pool, count: 0 };
    const { most, perWorkspace, floor } = pool.size;
    if (share.count >= floor && share.count >= Math.min(perWorkspace, most - pool.used)) return null;
    if (share.count === 0) pool.shares.set(workspaceId, share);
    share.count++;
    pool.used++;
    return share;
  }

  leave(share: Share): void {
    share.count--;
    share.pool.used--;
    if (share.count === 0) share.pool.shares.delete(share.of);
  }
}
