import type { UsageEvent } from "./event";

/** The sum of like events in one bucket, as `usage_rollups` holds it. `bucket` is its start in milliseconds. */
export type UsageSum = Pick<
  UsageEvent,
  "workspaceId" | "apiId" | "environment" | "keyId" | "secretId" | "identityId" | "code"
> & { resolution: number; bucket: number; count: number; cost: number };

export type SecretUse = {
  secretId: string;
  keyId: string;
  lastUsedAt: number;
  lastValidAt: number | null;
  address: string | null;
};

export type BatchSums = { rollups: UsageSum[]; secrets: SecretUse[] };

const MINUTE_MS = 60_000;
/** Minutes a bucket. Each divides the next, so that the larger are sums of the smaller. */
export const RESOLUTIONS = [1, 15, 1_440] as const;

/** Sums by whom they are of: one secret has few in a batch, so its list is searched rather than an id made of all fields. */
class Sums {
  readonly #lists = new Map<string, UsageSum[]>();

  add(
    resolution: number,
    bucket: number,
    of: Omit<UsageSum, "resolution" | "bucket" | "count">,
    count: number,
  ) {
    const owner = of.secretId || of.workspaceId;
    let list = this.#lists.get(owner);
    if (!list) {
      list = [];
      this.#lists.set(owner, list);
    }
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
        sum.cost += of.cost;
        return;
      }
    // Field by field: spread, this alone took 4 µs of the 5 that an event of a key of its own costs here.
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
      cost: of.cost,
    });
  }

  all(): UsageSum[] {
    return [...this.#lists.values()].flat();
  }
}

/** Adds a batch up per minute, quarter of an hour and day (UTC), and finds each secret's last use. */
export function sumEvents(events: readonly UsageEvent[]): BatchSums {
  const minutes = new Sums();
  const secrets = new Map<string, SecretUse>();
  for (const e of events) {
    minutes.add(1, e.at - (e.at % MINUTE_MS), e, 1);
    if (e.secretId) noteUse(secrets, e);
  }
  const larger = new Sums();
  for (const sum of minutes.all())
    for (const resolution of RESOLUTIONS.slice(1))
      larger.add(resolution, sum.bucket - (sum.bucket % (resolution * MINUTE_MS)), sum, sum.count);
  return { rollups: [...minutes.all(), ...larger.all()], secrets: [...secrets.values()] };
}

function noteUse(secrets: Map<string, SecretUse>, e: UsageEvent): void {
  const validAt = e.code === "VALID" ? e.at : null;
  const use = secrets.get(e.secretId);
  if (!use) {
    secrets.set(e.secretId, {
      secretId: e.secretId,
      keyId: e.keyId,
      lastUsedAt: e.at,
      lastValidAt: validAt,
      address: e.ip,
    });
    return;
  }
  if (e.at >= use.lastUsedAt) {
    use.lastUsedAt = e.at;
    use.address = e.ip ?? use.address;
  }
  if (validAt !== null && validAt > (use.lastValidAt ?? 0)) use.lastValidAt = validAt;
}
