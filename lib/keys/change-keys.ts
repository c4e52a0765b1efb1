import { z } from "zod";
import { requireKind } from "../credentials/stored";
import { type Ctx, requireScope } from "../platform/context";
import { parseInput } from "../platform/errors/parse";
import { Problem } from "../platform/errors/problem";
import { ratelimitsField } from "./fields";
import { revokeKey } from "./revoke-key";
import { updateKey } from "./update-key";

export const MOST_AT_ONCE = 25;

export const changeKeysSchema = z.strictObject({
  keyIds: z.array(z.string().max(64)).min(1, "must name a key").max(MOST_AT_ONCE),
  act: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("enable") }),
    z.strictObject({ kind: z.literal("disable") }),
    z.strictObject({ kind: z.literal("revoke") }),
    /** In place of those that each key has. */
    z.strictObject({ kind: z.literal("limits"), ratelimits: ratelimitsField }),
  ]),
});

export type KeysAct = z.input<typeof changeKeysSchema>["act"];
export type KeyResult = { keyId: string; ok: true } | { keyId: string; ok: false; detail: string };

/**
 * Does one act to several keys, one after the other, each by its own verb in its own transaction: what fails at one is said
 * of that one, and the others are done. Error: invalid_request, forbidden.
 */
export async function changeKeys(ctx: Ctx, input: z.input<typeof changeKeysSchema>): Promise<KeyResult[]> {
  const { keyIds, act } = parseInput(changeKeysSchema, input);
  requireScope(ctx, act.kind === "revoke" ? "keys:revoke" : "keys:update");
  const results: KeyResult[] = [];
  for (const keyId of keyIds) {
    try {
      await changeOne(ctx, keyId, act);
      results.push({ keyId, ok: true });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      results.push({ keyId, ok: false, detail: error.detail });
    }
  }
  return results;
}

async function changeOne(ctx: Ctx, keyId: string, act: z.output<typeof changeKeysSchema>["act"]) {
  requireKind(keyId, "key");
  switch (act.kind) {
    case "enable":
    case "disable":
      return updateKey(ctx, keyId, { enabled: act.kind === "enable" });
    case "revoke":
      return revokeKey(ctx, keyId);
    case "limits":
      return updateKey(ctx, keyId, { ratelimits: act.ratelimits });
  }
}
