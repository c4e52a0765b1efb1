import { permissionSet } from "../platform/permission";
import { ProofCache } from "./cache";
import type { StoredProof } from "./look-up";

export function record(id: string, workspaceId = "ws_1"): StoredProof {
  const credential = {
    id,
    workspaceId,
    kind: "key" as const,
    apiId: "api_1",
    environment: "live" as const,
    name: id,
    identity: null,
    permissions: [],
    granted: permissionSet([]),
    ratelimits: [],
    roles: [],
    creditsOf: null,
    isAllowedAddress: null,
    allowedOrigins: null,
    metadata: {},
    enabled: true,
    expiresAt: null,
    revokedAt: null,
  };
  return { id: `sec_${id}`, retiresAt: null, retiringSince: null, slowHash: null, credential };
}

/** A cache over a table that the test changes, with a clock and look-ups that the test releases. */
export function setUp() {
  const table = new Map<string, StoredProof>();
  const state = { now: 0, lookUps: 0, down: false, gate: Promise.resolve() };
  const load = async (hashes: readonly string[]) => {
    state.lookUps++;
    const seen = hashes.map((hash) => table.get(hash) ?? null);
    await state.gate;
    if (state.down) throw new Error("down");
    return seen;
  };
  const watch = { away: false, report: () => {} };
  return { table, state, watch, cache: new ProofCache(load, () => state.now, 100, watch) };
}

/** As one workspace asks. */
export const get = (cache: ProofCache, hash: string) => cache.get(hash, "ws_1");

/** Until what was looked up in this turn has been asked for. */
export const underWay = () => new Promise(setImmediate);
