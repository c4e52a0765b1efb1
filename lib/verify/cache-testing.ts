import { permissionSet } from "../platform/permission";
import { SecretCache } from "./cache";
import type { SecretRecord } from "./record";

export function record(keyId: string, workspaceId = "ws_1"): SecretRecord {
  const key = {
    keyId,
    workspaceId,
    kind: "key" as const,
    apiId: "api_1",
    environment: "live" as const,
    name: keyId,
  };
  const rest = {
    identity: null,
    permissions: [],
    granted: permissionSet([]),
    ratelimits: [],
    roles: [],
    creditsOf: null,
    isAllowedAddress: null,
    allowedOrigins: null,
    apiIds: [],
    foreignSecrets: false,
    metadata: {},
    enabled: true,
  };
  return {
    secretId: `sec_${keyId}`,
    retiresAt: null,
    retiringSince: null,
    slowHash: null,
    key: { ...key, ...rest, expiresAt: null, revokedAt: null },
  };
}

/** A cache over a table that the test changes, with a clock and look-ups that the test releases. */
export function setUp() {
  const table = new Map<string, SecretRecord>();
  const state = { now: 0, lookUps: 0, down: false, gate: Promise.resolve() };
  const load = async (hashes: readonly string[]) => {
    state.lookUps++;
    const seen = hashes.map((hash) => table.get(hash) ?? null);
    await state.gate;
    if (state.down) throw new Error("down");
    return seen;
  };
  const watch = { away: false, report: () => {} };
  return { table, state, watch, cache: new SecretCache(load, () => state.now, 100, watch) };
}

/** As one workspace asks. */
export const get = (cache: SecretCache, hash: string) => cache.get(hash, "ws_1");

/** Until what was looked up in this turn has been asked for. */
export const underWay = () => new Promise(setImmediate);
