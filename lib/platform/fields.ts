import { z } from "zod";

/** Ids as they look in the documentation's examples. */
export const EXAMPLE_ID = {
  api: "api_01JNEX6P3K7Y2S4V8W1X5A0B9C",
  event: "evt_01JNEX9V3Q6S0T4W8X2Z5B7C1D",
  identity: "idn_01JNEX7Q4M0A1B2C3D4E5F6G7H",
  key: "key_01JNEX7Q4M8Z3T5V9W2Y6B1C0D",
  newSecret: "sec_01JNF2B8R6C3D5E7F9G1H3J5K7",
  override: "rlo_01JNEXA4W7U1X5Y9Z3B6C8D2E0",
  permission: "perm_01JNEX5M2J6X1R3T7V0W4Z9A8B",
  policy: "pol_01JNEX6R4L8Z7T9W3V5Y0A1B2C",
  request: "req_01JNEXB8T5N9P3Q7R1S6T0V4W8",
  role: "role_01JNEX5N7K1Y6S8V2W4X9A0B3C",
  rootKey: "root_01JNEX8T2P5R9S3V7W1X4A6B0C",
  rotation: "rot_01JNF2B8R6C3D5E7F9G1H3J5K7",
  secret: "sec_01JNEX7Q4MA2B4C6D8E0F1G3H5",
  user: "usr_01JNEX3J8G1V5Q9R2S6T0W4Y7Z",
  workspace: "ws_01JNEX4K9H2W6R0S3T7V1X5Z8A",
} as const;
export const EXAMPLE_TIME = "2026-11-24T14:32:41.000Z";

/*
 * Fields that mean the same in every request or answer that has them. Where the meaning differs, a schema gives its field
 * another description.
 */

export const createdAtField = z.iso
  .datetime()
  .meta({ description: "When it was created.", examples: ["2026-11-20T09:15:00.000Z"] });
export const updatedAtField = z.iso
  .datetime()
  .meta({ description: "When it was last changed.", examples: ["2026-11-21T16:40:12.000Z"] });
export const versionField = z
  .int()
  .meta({ description: "Goes up with every change. The ETag is made from it.", examples: [3] });
export const requestIdField = z
  .string()
  .meta({ description: "Identifies the request in the server's log.", examples: [EXAMPLE_ID.request] });

export const keyIdField = z.string().meta({ description: "The key's id.", examples: [EXAMPLE_ID.key] });
export const secretIdField = z
  .string()
  .meta({ description: "The id of the secret that was presented.", examples: [EXAMPLE_ID.secret] });
export const apiIdField = z
  .string()
  .meta({ description: "The API that the key is for.", examples: [EXAMPLE_ID.api] });
export const environmentField = z
  .enum(["live", "test"])
  .meta({ id: "Environment", description: "`live` or `test`. It is part of the secret's prefix." });

export const shownNameField = z
  .string()
  .meta({ description: "A name to recognize it by.", examples: ["billing worker"] });
export const shownMetadataField = z.record(z.string(), z.unknown()).meta({
  description: "Any JSON of yours. Verifications return it.",
  examples: [{ plan: "pro" }],
});

const COUNT = { keys: 14, roles: 2, apis: 1 } as const;
const countOf = (name: keyof typeof COUNT, words: string) =>
  z.int().meta({ description: `The number of ${words}.`, examples: [COUNT[name]] });
export const keyUseField = z
  .object({ keys: countOf("keys", "keys") })
  .meta({ id: "KeyUse", description: "How many keys a change would affect." });
export const permissionUseField = z
  .object({ keys: countOf("keys", "keys"), roles: countOf("roles", "roles"), apis: countOf("apis", "APIs") })
  .meta({ id: "PermissionUse", description: "How many keys, roles and APIs a change would affect." });
