/** What one workspace has waiting in the journal, in bytes: all of it, and what is in the batch being filled. */
type Share = { readonly workspaceId: string; bytes: number; open: number };

/** What a sealed batch holds of one workspace. */
export type Portion = { share: Share; bytes: number };

/**
 * Counts the bytes that each workspace has waiting in the journal, so that one workspace cannot fill it for all. A
 * workspace with nothing waiting has no entry, so there are never more entries than waiting events.
 */
export class JournalShares {
  readonly #held = new Map<string, Share>();
  /** Those with events in the batch being filled. */
  #open: Share[] = [];
  readonly #over = new Set<string>();

  readonly #mostBytes: number;

  /** Each workspace may have this percentage of the bytes. */
  constructor(bytes: number, percent: number) {
    this.#mostBytes = (bytes * percent) / 100;
  }

  /** Constant time: this is on every verification's path. */
  isOver(workspaceId: string): boolean {
    return this.#over.size > 0 && this.#over.has(workspaceId);
  }

  get workspaces(): number {
    return this.#held.size;
  }

  add(workspaceId: string, bytes: number): void {
    let share = this.#held.get(workspaceId);
    if (!share) {
      share = { workspaceId, bytes: 0, open: 0 };
      this.#held.set(workspaceId, share);
    }
    if (share.open === 0) this.#open.push(share);
    share.open += bytes;
    share.bytes += bytes;
    if (share.bytes >= this.#mostBytes) this.#over.add(workspaceId);
  }

  /** Closes the batch being filled; the portions are given back when it is settled. */
  seal(): Portion[] {
    const portions = this.#open.map((share) => ({ share, bytes: share.open }));
    for (const share of this.#open) share.open = 0;
    this.#open = [];
    return portions;
  }

  giveBack(portions: readonly Portion[]): void {
    for (const { share, bytes } of portions) {
      share.bytes -= bytes;
      if (share.bytes < this.#mostBytes) this.#over.delete(share.workspaceId);
      if (share.bytes === 0) this.#held.delete(share.workspaceId);
    }
  }

  /** Events were struck out of the batch being filled; these bytes per workspace are left. */
  reopen(left: ReadonlyMap<string, number>): void {
    this.giveBack(this.seal());
    for (const [workspaceId, bytes] of left) this.add(workspaceId, bytes);
  }
}
