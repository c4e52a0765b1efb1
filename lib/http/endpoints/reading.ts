import { auditEventSchema, listAuditEvents, listAuditEventsSchema } from "../../audit/list-audit-events";
import { chainSchema, verifyChain, verifyChainSchema } from "../../audit/verify-chain";
import { queryUsage } from "../../usage/query";
import { usageAnswerSchema, usageQuerySchema } from "../../usage/schemas";
import { endpoint } from "../endpoint";
import { listOf } from "./list";

export const usageEndpoint = endpoint({
  method: "GET",
  path: "/usage",
  operationId: "getUsage",
  summary: "Verifications over time. A verification shows up within 5 s.",
  tag: "Usage",
  scope: "usage:read",
  query: usageQuerySchema,
  answer: { status: 200, schema: usageAnswerSchema, description: "Sums per bucket and group, and totals" },
  problems: [],
  handle: (ctx, { query }) => queryUsage(ctx, query),
});

export const listAuditEventsEndpoint = endpoint({
  method: "GET",
  path: "/audit-events",
  operationId: "listAuditEvents",
  summary: "Who changed what, newest first",
  tag: "Audit",
  scope: "audit:read",
  query: listAuditEventsSchema,
  answer: {
    status: 200,
    schema: listOf("AuditEventList", auditEventSchema),
    description: "A page of audit events",
  },
  problems: [],
  handle: (ctx, { query }) => listAuditEvents(ctx, query),
});

export const verifyAuditChainEndpoint = endpoint({
  method: "GET",
  path: "/audit-events/verification",
  operationId: "verifyAuditChain",
  summary:
    "Walk the audit log's chain from its first event to its head. 200 also when it is broken: look at intact.",
  tag: "Audit",
  scope: "audit:read",
  unhurried: true,
  query: verifyChainSchema,
  answer: {
    status: 200,
    schema: chainSchema,
    description: "Whether every event is as it was written, or the first that does not fit",
  },
  problems: [],
  handle: (ctx, { query }) => verifyChain(ctx, query),
});
