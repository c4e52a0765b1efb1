import { z } from "zod";
import { requireKind } from "../../credentials/stored";
import { shownLimits } from "../../keys/fields";
import { revokeKey } from "../../keys/revoke-key";
import { extendSchema, rotateSchema } from "../../keys/schemas";
import { createRootKey } from "../../root-keys/create-root-key";
import { getRootKey, listRootKeys } from "../../root-keys/list-root-keys";
import {
  createRootKeySchema,
  listRootKeysSchema,
  rootKeySchema,
  rootKeyWithSecretSchema,
  updateRootKeySchema,
  whoamiSchema,
} from "../../root-keys/schemas";
import { showRootKey } from "../../root-keys/show-root-key";
import { updateRootKey } from "../../root-keys/update-root-key";
import { whoami } from "../../root-keys/whoami";
import { adoption, adoptionSchema } from "../../rotation/adoption";
import { cancelRotation } from "../../rotation/cancel-rotation";
import { completeRotation } from "../../rotation/complete-rotation";
import { extendRotation } from "../../rotation/extend-rotation";
import { rotateKey } from "../../rotation/rotate-key";
import { type EndpointInput, endpoint } from "../endpoint";
import { MANAGEMENT_LIMIT } from "../own-limits";
import { listOf } from "./list";

function rootKeyId({ id }: EndpointInput): string {
  requireKind(id, "root");
  return id;
}

const tag = "Root keys";
const one = {
  status: 200,
  schema: z.object({ rootKey: rootKeySchema }),
  description: "The root key",
} as const;

export const listRootKeysEndpoint = endpoint({
  method: "GET",
  path: "/root-keys",
  operationId: "listRootKeys",
  summary: "List root keys, newest first",
  tag,
  scope: "root-keys:read",
  query: listRootKeysSchema,
  answer: { status: 200, schema: listOf(rootKeySchema), description: "A page of root keys" },
  problems: [],
  handle: (ctx, { query }) => listRootKeys(ctx, query),
});

export const createRootKeyEndpoint = endpoint({
  method: "POST",
  path: "/root-keys",
  operationId: "createRootKey",
  summary: "Create a root key with no more than the caller's own permissions",
  tag,
  scope: "root-keys:create",
  body: createRootKeySchema,
  bodyExample: {
    name: "orders backend",
    permissions: ["keys:verify"],
    apiIds: ["api_01JNEX7Q4M8Z3T5V9W2Y6B1C0D"],
    ipAllowlist: ["203.0.113.0/24"],
    expiresAt: "2027-06-01T00:00:00Z",
    ratelimits: [{ name: "requests", limit: 1_000, windowMs: 60_000, autoApply: true }],
  },
  answer: { status: 201, schema: rootKeyWithSecretSchema, description: "The root key and its secret" },
  problems: ["idempotency_conflict"],
  handle: (ctx, { body }) => createRootKey(ctx, body),
});

export const getRootKeyEndpoint = endpoint({
  method: "GET",
  path: "/root-keys/{id}",
  operationId: "getRootKey",
  summary: "Read a root key",
  tag,
  scope: "root-keys:read",
  answer: { status: 200, schema: rootKeySchema, description: "The root key" },
  problems: ["not_found"],
  versioned: true,
  handle: (ctx, { id }) => getRootKey(ctx, id),
});

export const updateRootKeyEndpoint = endpoint({
  method: "PATCH",
  path: "/root-keys/{id}",
  operationId: "updateRootKey",
  summary: "Change a root key; none can be made to do more than the caller may",
  tag,
  scope: "root-keys:update",
  body: updateRootKeySchema,
  bodyExample: { permissions: ["keys:verify", "keys:read"], ipAllowlist: ["203.0.113.0/24"] },
  answer: { status: 200, schema: rootKeySchema, description: "The changed root key" },
  problems: ["not_found", "key_ended", "precondition_failed", "idempotency_conflict"],
  versioned: true,
  handle: (ctx, { id, body, ifVersion }) => updateRootKey(ctx, id, body, ifVersion),
});

export const revokeRootKeyEndpoint = endpoint({
  method: "DELETE",
  path: "/root-keys/{id}",
  operationId: "revokeRootKey",
  summary: "Revoke a root key for good",
  tag,
  scope: "root-keys:revoke",
  answer: { status: 200, schema: rootKeySchema, description: "The revoked root key" },
  problems: ["not_found", "idempotency_conflict"],
  handle: async (ctx, input) => showRootKey(ctx, await revokeKey(ctx, rootKeyId(input))),
});

export const rotateRootKeyEndpoint = endpoint({
  method: "POST",
  path: "/root-keys/{id}/rotate",
  operationId: "rotateRootKey",
  summary: "Give a root key a second secret, with an overlap",
  tag,
  scope: "root-keys:rotate",
  body: rotateSchema,
  bodyExample: { overlapSeconds: 86_400 },
  answer: { status: 200, schema: rootKeyWithSecretSchema, description: "The root key and its new secret" },
  problems: ["not_found", "key_ended", "rotation_in_progress", "idempotency_conflict"],
  handle: async (ctx, input) => {
    const { row, secret } = await rotateKey(ctx, rootKeyId(input), input.body);
    return { rootKey: await showRootKey(ctx, row), secret };
  },
});

export const getRootKeyRotationEndpoint = endpoint({
  method: "GET",
  path: "/root-keys/{id}/rotation",
  operationId: "getRootKeyRotation",
  summary: "The rotation of a root key under way, or its last one",
  tag,
  scope: "root-keys:read",
  answer: { status: 200, schema: adoptionSchema, description: "Its secrets and when each was last used" },
  problems: ["not_found", "no_rotation"],
  handle: (ctx, input) => adoption(ctx, rootKeyId(input)),
});

export const completeRootKeyRotationEndpoint = endpoint({
  method: "POST",
  path: "/root-keys/{id}/rotation/complete",
  operationId: "completeRootKeyRotation",
  summary: "Finish early: the root key's old secret is retired now",
  tag,
  scope: "root-keys:rotate",
  answer: one,
  problems: ["not_found", "no_rotation", "idempotency_conflict"],
  handle: async (ctx, input) => ({
    rootKey: await showRootKey(ctx, await completeRotation(ctx, rootKeyId(input))),
  }),
});

export const cancelRootKeyRotationEndpoint = endpoint({
  method: "POST",
  path: "/root-keys/{id}/rotation/cancel",
  operationId: "cancelRootKeyRotation",
  summary: "Go back: the root key's new secret is retired now, the old one lives on as before",
  tag,
  scope: "root-keys:rotate",
  answer: one,
  problems: ["not_found", "no_rotation", "idempotency_conflict"],
  handle: async (ctx, input) => ({
    rootKey: await showRootKey(ctx, await cancelRotation(ctx, rootKeyId(input))),
  }),
});

export const extendRootKeyRotationEndpoint = endpoint({
  method: "POST",
  path: "/root-keys/{id}/rotation/extend",
  operationId: "extendRootKeyRotation",
  summary: "Move the retirement of a root key's old secret to overlapSeconds from now",
  tag,
  scope: "root-keys:rotate",
  body: extendSchema,
  bodyExample: { overlapSeconds: 172_800 },
  answer: one,
  problems: ["not_found", "no_rotation", "idempotency_conflict"],
  handle: async (ctx, input) => ({
    rootKey: await showRootKey(ctx, await extendRotation(ctx, rootKeyId(input), input.body)),
  }),
});

export const whoamiEndpoint = endpoint({
  method: "GET",
  path: "/whoami",
  operationId: "whoami",
  summary: "Which root key is this, what may it do, and how long yet",
  tag,
  scope: null,
  answer: { status: 200, schema: whoamiSchema, description: "The root key of this request" },
  problems: [],
  handle: async (ctx) => {
    const own = await whoami(ctx);
    const isLimited = own.ratelimits.some((limit) => limit.autoApply);
    const ratelimits = isLimited ? own.ratelimits : [...own.ratelimits, MANAGEMENT_LIMIT];
    return { ...own, ratelimits: shownLimits(ratelimits) };
  },
});
