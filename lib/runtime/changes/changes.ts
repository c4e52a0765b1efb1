import type { Logger } from "pino";
import type { ListenClient } from "@/db/client";
import type { ProofCache } from "../../credentials/cache";
import { type Change, read, written } from "../../platform/change";
import type { TxCtx } from "../../platform/context";
import { newId } from "../../platform/ids";
import type { LimitOverrides } from "../../ratelimit/overrides";
import { Channel, type ChannelEvents } from "./channel";
import { listenOnPostgres, notify } from "./over-postgres";
import { listenOnRedis, type Publisher, publisherOnRedis } from "./over-redis";

/** With a look-up that is joined for up to 2 s, this makes the 10 s in which a change holds with the channel cut. */
const PROVEN_MS = 8_000;

/** By what other nodes are told; none of them where there is but one process. */
export type Ways = { newClient: (() => ListenClient) | undefined; redisUrl: string | undefined };

/**
 * Tells every node what has changed, so that what it has in memory is forgotten: here at once after the commit, elsewhere
 * over PostgreSQL's NOTIFY and, where there is one, Redis's publish. What is lost with a channel that is cut is made good
 * when it is back, by looking up everything anew, and before that by the cache's fresh time.
 */
export class Changes {
  readonly #node = newId("node");
  readonly #proofs: ProofCache;
  readonly #log: Logger;
  readonly #byTransaction: boolean;
  readonly #publisher: Publisher | undefined;
  readonly channels: Channel[] = [];
  heard = 0;

  constructor(
    proofs: ProofCache,
    readonly overrides: Pick<LimitOverrides, "forgetAll" | "forgetWorkspace">,
    log: Logger,
    { newClient, redisUrl }: Ways,
  ) {
    this.#proofs = proofs;
    this.#log = log;
    this.#byTransaction = newClient !== undefined;
    this.#publisher = redisUrl === undefined ? undefined : publisherOnRedis(redisUrl);
    const events: ChannelEvents = {
      log,
      hear: (line) => this.#hear(line),
      // Nobody knows what was said while nothing was heard.
      onUp: () => {
        proofs.markStale();
        overrides.forgetAll();
      },
    };
    if (newClient) this.channels.push(new Channel("postgres", listenOnPostgres(newClient), events));
    if (redisUrl) this.channels.push(new Channel("redis", listenOnRedis(redisUrl), events));
  }

  /** Resolves when each channel is up, or has failed for the first time and goes on trying. */
  async open(): Promise<void> {
    await Promise.all(this.channels.map((channel) => channel.open()));
  }

  /** Part of the transaction that makes the change: announced if it commits, and not if it does not. */
  async announce(ctx: Pick<TxCtx, "tx" | "afterCommit">, ...changes: Change[]): Promise<void> {
    const lines = changes.map((change) => written(this.#node, change));
    if (this.#byTransaction) await ctx.tx.execute(notify(lines));
    ctx.afterCommit?.push(() => {
      for (const change of changes) this.#forget(change);
      // The other channel, or the fresh time, makes up for one that fails.
      this.#publisher
        ?.publish(lines)
        .catch((error: Error) =>
          this.#log.warn({ err: error.message }, "a change was not published on Redis"),
        );
    });
  }

  /** Was some channel whole a moment ago, so that what was said before has been heard? Without others there is nothing to hear. */
  get isHearing(): boolean {
    const now = Date.now();
    return (
      this.channels.length === 0 ||
      this.channels.some(({ provenAt }) => now >= provenAt && now - provenAt < PROVEN_MS)
    );
  }

  close(): void {
    for (const channel of this.channels) channel.close();
    this.#publisher?.close();
  }

  #hear(line: string): void {
    const { from, change } = read(line);
    // Its own changes were forgotten here right after the commit.
    if (from === this.#node) return;
    this.heard++;
    this.#forget(change);
  }

  #forget(change: Change): void {
    if (change === "all") {
      this.#proofs.forgetAll();
      this.overrides.forgetAll();
    } else if ("limits" in change) this.overrides.forgetWorkspace(change.limits);
    else if ("workspace" in change) this.#proofs.forgetWorkspace(change.workspace);
    else if ("credential" in change) this.#proofs.forgetCredential(change.credential);
    else this.#proofs.forgetHash(change.hash);
  }
}
