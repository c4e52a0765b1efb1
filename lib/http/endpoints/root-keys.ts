import { z } from "zod";
import { Problem } from "../../errors/problem";
import { kindOf } from "../../keys/find-key";
import { revokeKey } from "../../keys/revoke-key";
import { rotateSchema } from "../../keys/schemas";
import { createRootKey } from "../../root-keys/create-root-key";
import { getRootKey, listRootKeys } from "../../root-keys/list-root-keys";
import {
  createRootKeySchema,
  listRootKeysSchema,
  rootKeySchema,
  rootKeyWithSecretSchema,
} from "../../root-keys/schemas";
import { showRootKey } from "../../root-keys/show-root-key";
import { rotateKey } from "../../rotation/rotate-key";
import type { Endpoint, EndpointInput } from "../endpoint";
import { listOf } from "./list";

function rootKeyId({ id }: EndpointInput): string {
  if (kindOf(id) !== "root") throw new Problem("not_found", "There is no such root key.");
  return id;
}

const tag = "Root keys";

export const listRootKeysEndpoint: Endpoint = {
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
};

export const createRootKeyEndpoint: Endpoint = {
  method: "POST",
  path: "/root-keys",
  operationId: "createRootKey",
  summary: "Create a root key with no more than the caller's own permissions",
  tag,
  scope: "root-keys:create",
  body: createRootKeySchema,
  bodyExample: { name: "orders backend", permissions: ["keys:verify"] },
  answer: { status: 201, schema: rootKeyWithSecretSchema, description: "The root key and its secret" },
  problems: ["idempotency_conflict"],
  handle: (ctx, { body }) => createRootKey(ctx, body as never),
};

export const getRootKeyEndpoint: Endpoint = {
  method: "GET",
  path: "/root-keys/{id}",
  operationId: "getRootKey",
  summary: "Read a root key",
  tag,
  scope: "root-keys:read",
  answer: { status: 200, schema: rootKeySchema, description: "The root key" },
  problems: ["not_found"],
  handle: (ctx, { id }) => getRootKey(ctx, id),
};

export const revokeRootKeyEndpoint: Endpoint = {
  method: "DELETE",
  path: "/root-keys/{id}",
  operationId: "revokeRootKey",
  summary: "Revoke a root key for good",
  tag,
  scope: "root-keys:revoke",
  answer: { status: 200, schema: rootKeySchema, description: "The revoked root key" },
  problems: ["not_found", "idempotency_conflict"],
  handle: async (ctx, input) => showRootKey(ctx, await revokeKey(ctx, rootKeyId(input))),
};

export const rotateRootKeyEndpoint: Endpoint = {
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
    const { row, secret } = await rotateKey(ctx, rootKeyId(input), input.body as never);
    return { rootKey: await showRootKey(ctx, row), secret };
  },
};

export const whoamiEndpoint: Endpoint = {
  method: "GET",
  path: "/whoami",
  operationId: "whoami",
  summary: "Which root key is this, and what may it do",
  tag,
  scope: null,
  answer: {
    status: 200,
    schema: z.object({
      rootKeyId: z.string(),
      name: z.string(),
      workspaceId: z.string(),
      permissions: z.array(z.string()),
    }),
    description: "The root key of this request",
  },
  problems: [],
  handle: async (ctx) => ({
    rootKeyId: ctx.actor.id,
    name: ctx.actor.name,
    workspaceId: ctx.workspaceId,
    permissions: [...ctx.scopes.exact].sort(),
  }),
};
