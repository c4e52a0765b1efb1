import { auditEventSchema, listAuditEvents, listAuditEventsSchema } from "../../audit/list-audit-events";
import {
  getIdentity,
  identitySchema,
  listIdentities,
  listIdentitiesSchema,
} from "../../identities/list-identities";
import { queryUsage } from "../../usage/query";
import { usageAnswerSchema, usageQuerySchema } from "../../usage/schemas";
import type { Endpoint } from "../endpoint";
import { listOf } from "./list";

export const usageEndpoint: Endpoint = {
  method: "GET",
  path: "/usage",
  operationId: "getUsage",
  summary: "Verifications over time. A verification shows up within 5 s.",
  tag: "Usage",
  scope: "usage:read",
  query: usageQuerySchema,
  answer: { status: 200, schema: usageAnswerSchema, description: "Sums per bucket and group, and totals" },
  problems: [],
  handle: (ctx, { query }) => queryUsage(ctx, query as never),
};

export const listAuditEventsEndpoint: Endpoint = {
  method: "GET",
  path: "/audit-events",
  operationId: "listAuditEvents",
  summary: "Who changed what, newest first",
  tag: "Audit",
  scope: "audit:read",
  query: listAuditEventsSchema,
  answer: { status: 200, schema: listOf(auditEventSchema), description: "A page of audit events" },
  problems: [],
  handle: (ctx, { query }) => listAuditEvents(ctx, query),
};

export const listIdentitiesEndpoint: Endpoint = {
  method: "GET",
  path: "/identities",
  operationId: "listIdentities",
  summary: "List the consumers that keys belong to, newest first",
  tag: "Identities",
  scope: "identities:read",
  query: listIdentitiesSchema,
  answer: { status: 200, schema: listOf(identitySchema), description: "A page of identities" },
  problems: [],
  handle: (ctx, { query }) => listIdentities(ctx, query),
};

export const getIdentityEndpoint: Endpoint = {
  method: "GET",
  path: "/identities/{id}",
  operationId: "getIdentity",
  summary: "Read an identity",
  tag: "Identities",
  scope: "identities:read",
  answer: { status: 200, schema: identitySchema, description: "The identity" },
  problems: ["not_found"],
  handle: (ctx, { id }) => getIdentity(ctx, id),
};
