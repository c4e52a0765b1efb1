import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { proofs } from "@/db/schema/index";
import type { History } from "./act";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When each root key was last used, in milliseconds before now; the demo's own never was. */
const LAST_USED: Record<string, number> = {
  "old-gateway": 380.2 * DAY,
  "gateway-eu": 0,
  "gateway-us": 0,
  "deploy-bot": 21 * HOUR,
  "usage-export": 3.4 * HOUR,
};

/** Root keys are used too; the calls above were theirs. */
export async function writeRootKeyUse(tx: Tx, history: History, now: number): Promise<void> {
  for (const [name, ago] of Object.entries(LAST_USED)) {
    const keyId = history.keys.get(name);
    if (!keyId) throw new Error(`${name} was not made`);
    const at = new Date(Math.floor((now - ago) / 60_000) * 60_000);
    await tx
      .update(proofs)
      .set({
        lastUsedAt: at,
        lastValidAt: at,
        lastUsedAddress: name === "usage-export" ? "203.0.113.8" : "203.0.113.3",
      })
      .where(and(eq(proofs.workspaceId, history.workspaceId), eq(proofs.credentialId, keyId)));
  }
}
