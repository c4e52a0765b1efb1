import { LRUCache } from "lru-cache";
import type { Pool } from "pg";
import type { Logger } from "pino";

const MINUTE_MS = 60_000;
const MOST_SECRETS = 50_000;

/**
 * When and from where each root key's secret was last used, to the minute: its calls are no usage events, so that a
 * service which verifies a thousand times a second costs the database one small write a minute.
 */
export class RootKeyUses {
  readonly #pool: Pick<Pool, "query">;
  readonly #log: Pick<Logger, "warn">;
  /** By secret: when its use was last written. One that is forgotten is written again within its minute. */
  readonly #written = new LRUCache<string, number>({ max: MOST_SECRETS });

  constructor(pool: Pick<Pool, "query">, log: Pick<Logger, "warn">) {
    this.#pool = pool;
    this.#log = log;
  }

  /** Nobody waits for the write. One that fails is made good by the next minute's. */
  note(
    { workspaceId, secretId }: { workspaceId: string; secretId: string },
    now: number,
    address: () => string | null,
  ): void {
    const before = this.#written.get(secretId);
    if (before !== undefined && now - before < MINUTE_MS) return;
    this.#written.set(secretId, now);
    this.#pool
      .query(
        `update proofs set last_used_at = $2, last_valid_at = $2,
                last_used_address = coalesce($3, last_used_address)
          where workspace_id = $4 and id = $1 and (last_used_at is null or last_used_at < $2)`,
        [secretId, new Date(now), address(), workspaceId],
      )
      .catch((error: Error) => this.#log.warn({ err: error.message }, "a root key's use was not written"));
  }
}
