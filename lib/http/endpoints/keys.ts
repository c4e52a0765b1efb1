import { z } from "zod";
import { requireKind } from "../../credentials/stored";
import { createKey } from "../../keys/create-key";
import { getKey } from "../../keys/get-key";
import { importKeysBodySchema, importResultSchema } from "../../keys/import-schemas";
import { listKeys } from "../../keys/list-keys";
import { revokeKey } from "../../keys/revoke-key";
import {
  createKeySchema,
  extendSchema,
  keySchema,
  keyWithSecretSchema,
  listKeysSchema,
  rotateSchema,
  updateKeySchema,
} from "../../keys/schemas";
import { showKey } from "../../keys/show-key";
import { updateKey } from "../../keys/update-key";
import { adoption, adoptionSchema } from "../../rotation/adoption";
import { cancelRotation } from "../../rotation/cancel-rotation";
import { completeRotation } from "../../rotation/complete-rotation";
import { extendRotation } from "../../rotation/extend-rotation";
import { rotateKey } from "../../rotation/rotate-key";
import { type EndpointInput, endpoint } from "../endpoint";
import { importDocument } from "../import-document";
import { listOf } from "./list";

/** The verbs of rotation and revocation take root keys too; under `/keys` there are none. */
function keyId({ id }: EndpointInput): string {
  requireKind(id, "key");
  return id;
}

const tag = "Keys";
const one = { status: 200, schema: z.object({ key: keySchema }), description: "The key" } as const;
const ROTATION = "Rotation";

export const createKeyEndpoint = endpoint({
  method: "POST",
  path: "/keys",
  operationId: "createKey",
  summary: "Create a key. The secret is in this answer and nowhere else, ever.",
  tag,
  scope: "keys:create",
  body: createKeySchema,
  bodyExample: {
    apiId: "api_01JNEX7Q4M8Z3T5V9W2Y6B1C0D",
    name: "billing worker",
    environment: "live",
    externalId: "customer_42",
    permissions: ["orders:read"],
    expiresAt: "2027-06-01T00:00:00Z",
    ratelimits: [{ name: "requests", limit: 100, windowMs: 60_000, autoApply: true }],
    metadata: { plan: "pro" },
  },
  answer: { status: 201, schema: keyWithSecretSchema, description: "The key and its secret" },
  problems: ["not_found", "idempotency_conflict"],
  handle: (ctx, { body }) => createKey(ctx, body),
});

export const listKeysEndpoint = endpoint({
  method: "GET",
  path: "/keys",
  operationId: "listKeys",
  summary: "List keys, newest first",
  tag,
  scope: "keys:read",
  query: listKeysSchema,
  answer: { status: 200, schema: listOf(keySchema), description: "A page of keys" },
  problems: [],
  handle: (ctx, { query }) => listKeys(ctx, query),
});

export const getKeyEndpoint = endpoint({
  method: "GET",
  path: "/keys/{id}",
  operationId: "getKey",
  summary: "Read a key",
  tag,
  scope: "keys:read",
  answer: { status: 200, schema: keySchema, description: "The key" },
  problems: ["not_found"],
  versioned: true,
  handle: (ctx, { id }) => getKey(ctx, id),
});

export const updateKeyEndpoint = endpoint({
  method: "PATCH",
  path: "/keys/{id}",
  operationId: "updateKey",
  summary: "Change a key: what is left out stays, null takes away. enabled: false is reversible.",
  tag,
  scope: "keys:update",
  body: updateKeySchema,
  bodyExample: { enabled: false },
  answer: { status: 200, schema: keySchema, description: "The changed key" },
  problems: ["not_found", "key_ended", "precondition_failed", "idempotency_conflict"],
  versioned: true,
  handle: (ctx, { id, body, ifVersion }) => updateKey(ctx, id, body, ifVersion),
});

export const revokeKeyEndpoint = endpoint({
  method: "DELETE",
  path: "/keys/{id}",
  operationId: "revokeKey",
  summary: "Revoke a key for good. Its history stays.",
  tag,
  scope: "keys:revoke",
  answer: { status: 200, schema: keySchema, description: "The revoked key" },
  problems: ["not_found", "idempotency_conflict"],
  handle: async (ctx, input) => showKey(ctx, await revokeKey(ctx, keyId(input))),
});

export const rotateKeyEndpoint = endpoint({
  method: "POST",
  path: "/keys/{id}/rotate",
  operationId: "rotateKey",
  summary: "Give a key a second secret. The first one retires after the overlap; 0 retires it at once.",
  tag: ROTATION,
  scope: "keys:rotate",
  body: rotateSchema,
  bodyExample: { overlapSeconds: 86_400 },
  answer: { status: 200, schema: keyWithSecretSchema, description: "The key and its new secret" },
  problems: ["not_found", "key_ended", "rotation_in_progress", "idempotency_conflict"],
  handle: async (ctx, input) => {
    const { row, secret } = await rotateKey(ctx, keyId(input), input.body);
    return { key: await showKey(ctx, row), secret };
  },
});

export const getRotationEndpoint = endpoint({
  method: "GET",
  path: "/keys/{id}/rotation",
  operationId: "getRotation",
  summary: "How far the callers have moved to the new secret",
  tag: ROTATION,
  scope: "keys:read",
  answer: { status: 200, schema: adoptionSchema, description: "The rotation under way, or the last one" },
  problems: ["not_found", "no_rotation"],
  handle: (ctx, input) => adoption(ctx, keyId(input)),
});

export const completeRotationEndpoint = endpoint({
  method: "POST",
  path: "/keys/{id}/rotation/complete",
  operationId: "completeRotation",
  summary: "Finish early: the old secret is retired now",
  tag: ROTATION,
  scope: "keys:rotate",
  answer: one,
  problems: ["not_found", "no_rotation", "idempotency_conflict"],
  handle: async (ctx, input) => ({ key: await showKey(ctx, await completeRotation(ctx, keyId(input))) }),
});

export const cancelRotationEndpoint = endpoint({
  method: "POST",
  path: "/keys/{id}/rotation/cancel",
  operationId: "cancelRotation",
  summary: "Go back: the new secret is retired now, the old one lives on as before",
  tag: ROTATION,
  scope: "keys:rotate",
  answer: one,
  problems: ["not_found", "no_rotation", "idempotency_conflict"],
  handle: async (ctx, input) => ({ key: await showKey(ctx, await cancelRotation(ctx, keyId(input))) }),
});

export const extendRotationEndpoint = endpoint({
  method: "POST",
  path: "/keys/{id}/rotation/extend",
  operationId: "extendRotation",
  summary: "Move the old secret's retirement to overlapSeconds from now",
  tag: ROTATION,
  scope: "keys:rotate",
  body: extendSchema,
  bodyExample: { overlapSeconds: 172_800 },
  answer: one,
  problems: ["not_found", "no_rotation", "idempotency_conflict"],
  handle: async (ctx, input) => ({
    key: await showKey(ctx, await extendRotation(ctx, keyId(input), input.body)),
  }),
});

export const importKeysEndpoint = endpoint({
  method: "POST",
  path: "/keys/import",
  operationId: "importKeys",
  summary: "Import up to 10,000 keys by their hashes. Results are sent as the keys are written.",
  tag,
  scope: "keys:create",
  body: importKeysBodySchema,
  maxBodyBytes: 8 * 1_048_576,
  bodyExample: {
    apiId: "api_01JNEX7Q4M8Z3T5V9W2Y6B1C0D",
    keys: [
      {
        name: "billing worker",
        hash: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        start: "acme_3Zx9",
        externalId: "customer_42",
        permissions: ["orders:read"],
      },
      { name: "legacy partner", plaintext: "a-value-of-unknown-strength", enabled: false },
    ],
  },
  answer: { status: 200, schema: importResultSchema, description: "A result for each key" },
  problems: ["not_found", "workspace_share_exceeded", "idempotency_conflict"],
  stream: (ctx, { body }) => importDocument(ctx, body),
});
