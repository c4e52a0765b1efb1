import type { UsageEvent } from "./event";

/** The sum of like events in one bucket, as `usage_rollups` holds it. `bucket` is its start in milliseconds. */
export type UsageSum = Pick<
  UsageEvent,
  "workspaceId" | "apiId" | "environment" | "keyId" | "secretId" | "identityId" | "code"
> & { resolution: number; bucket: number; count: number; cost: number };

export type SecretUse = {
  secretId: string;
  lastUsedAt: number;
  lastValidAt: number | null;
  address: string | null;
};

export type BatchSums = { rollups: UsageSum[]; secrets: SecretUse[] };

const MINUTE_MS = 60_000;
/** Minutes a bucket. Each divides the next, so that the larger are sums of the smaller. */
export const RESOLUTIONS = [1, 15, 1_440] as const;

function addTo(sums: Map<string, UsageSum>, sum: UsageSum): void {
  const id = `${sum.resolution}|${sum.bucket}|${sum.workspaceId}|${sum.secretId}|${sum.code}|${sum.identityId}|${sum.keyId}`;
  const known = sums.get(id);
  if (!known) sums.set(id, sum);
  else {
    known.count += sum.count;
    known.cost += sum.cost;
  }
}

/** Adds a batch up per minute, quarter of an hour and day (UTC), and finds each secret's last use. */
export function sumEvents(events: readonly UsageEvent[]): BatchSums {
  const minutes = new Map<string, UsageSum>();
  const secrets = new Map<string, SecretUse>();
  for (const e of events) {
    const { workspaceId, apiId, environment, keyId, secretId, identityId, code } = e;
    const of = { workspaceId, apiId, environment, keyId, secretId, identityId, code };
    addTo(minutes, { ...of, resolution: 1, bucket: e.at - (e.at % MINUTE_MS), count: 1, cost: e.cost });
    if (secretId) noteUse(secrets, e);
  }
  const larger = new Map<string, UsageSum>();
  for (const sum of minutes.values())
    for (const resolution of RESOLUTIONS.slice(1)) {
      const bucket = sum.bucket - (sum.bucket % (resolution * MINUTE_MS));
      addTo(larger, { ...sum, resolution, bucket });
    }
  return { rollups: [...minutes.values(), ...larger.values()], secrets: [...secrets.values()] };
}

function noteUse(secrets: Map<string, SecretUse>, e: UsageEvent): void {
  const validAt = e.code === "VALID" ? e.at : null;
  const use = secrets.get(e.secretId);
  if (!use) {
    secrets.set(e.secretId, { secretId: e.secretId, lastUsedAt: e.at, lastValidAt: validAt, address: e.ip });
    return;
  }
  if (e.at >= use.lastUsedAt) {
    use.lastUsedAt = e.at;
    use.address = e.ip ?? use.address;
  }
  if (validAt !== null && validAt > (use.lastValidAt ?? 0)) use.lastValidAt = validAt;
}
