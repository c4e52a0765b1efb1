import type { UsageEvent } from "./event";

type Fields = Pick<
  UsageEvent,
  "workspaceId" | "apiId" | "environment" | "keyId" | "secretId" | "identityId" | "code"
>;

/** The sum of like events in one bucket, as `usage_rollups` holds it. `bucket` is its start in milliseconds. */
export type UsageSum = Fields & { resolution: number; bucket: number; count: number; cost: number };

/** A secret's last use in a batch. */
export type SecretUse = {
  workspaceId: string;
  secretId: string;
  lastUsedAt: number;
  lastValidAt: number | null;
  address: string | null;
};

const MINUTE_MS = 60_000;
/** Minutes a bucket. Each divides the next, so that the larger are sums of the smaller. */
export const RESOLUTIONS = [1, 15, 1_440] as const;

/** `list` is of one secret, or of what was unknown in one workspace: short enough to be searched. */
function addTo(
  list: UsageSum[],
  resolution: number,
  at: number,
  of: Fields,
  count: number,
  cost: number,
): void {
  const bucket = at - (at % (resolution * MINUTE_MS));
  for (const sum of list)
    if (
      sum.bucket === bucket &&
      sum.resolution === resolution &&
      sum.code === of.code &&
      sum.workspaceId === of.workspaceId &&
      sum.secretId === of.secretId &&
      sum.keyId === of.keyId &&
      sum.identityId === of.identityId
    ) {
      sum.count += count;
      sum.cost += cost;
      return;
    }
  // Field by field: spread, this alone took 4 µs of the 5 that an event of a key of its own cost here.
  list.push({
    workspaceId: of.workspaceId,
    resolution,
    bucket,
    apiId: of.apiId,
    environment: of.environment,
    keyId: of.keyId,
    secretId: of.secretId,
    identityId: of.identityId,
    code: of.code,
    count,
    cost,
  });
}

type Owner = { minutes: UsageSum[]; use: SecretUse | null };

/** What a batch adds to the sums and to the secrets' last use, kept up with event by event. */
export class BatchSums {
  /** By secret; what was unknown by workspace. */
  readonly #owners = new Map<string, Owner>();

  /** How many secrets: what the batch costs the database beyond its events goes by them. */
  get owners(): number {
    return this.#owners.size;
  }

  add(e: UsageEvent): void {
    const id = e.secretId || e.workspaceId;
    let owner = this.#owners.get(id);
    if (!owner) {
      owner = { minutes: [], use: null };
      this.#owners.set(id, owner);
    }
    addTo(owner.minutes, 1, e.at, e, 1, e.cost);
    if (e.secretId) owner.use = laterUse(owner.use, e);
  }

  /** Per minute, quarter of an hour and day (UTC). */
  rollups(): UsageSum[] {
    const all: UsageSum[] = [];
    for (const { minutes } of this.#owners.values()) {
      const larger: UsageSum[] = [];
      for (const sum of minutes) {
        all.push(sum);
        for (const resolution of RESOLUTIONS)
          if (resolution > 1) addTo(larger, resolution, sum.bucket, sum, sum.count, sum.cost);
      }
      for (const sum of larger) all.push(sum);
    }
    return all;
  }

  uses(): SecretUse[] {
    const all: SecretUse[] = [];
    for (const { use } of this.#owners.values()) if (use) all.push(use);
    return all;
  }
}

function laterUse(use: SecretUse | null, e: UsageEvent): SecretUse {
  const validAt = e.code === "VALID" ? e.at : null;
  if (!use) {
    const { workspaceId, secretId, at, ip } = e;
    return { workspaceId, secretId, lastUsedAt: at, lastValidAt: validAt, address: ip };
  }
  if (e.at >= use.lastUsedAt) {
    use.lastUsedAt = e.at;
    use.address = e.ip ?? use.address;
  }
  if (validAt !== null && validAt > (use.lastValidAt ?? 0)) use.lastValidAt = validAt;
  return use;
}

export function sumEvents(events: Iterable<UsageEvent>): BatchSums {
  const sums = new BatchSums();
  for (const event of events) sums.add(event);
  return sums;
}
