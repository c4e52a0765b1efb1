import { createSerializer, parseAsString } from "nuqs/server";

export interface AuditFilter {
  action?: string | undefined;
  actor?: string | undefined;
  target?: string | undefined;
}

const auditQuery = createSerializer({ action: parseAsString, actor: parseAsString, target: parseAsString });

/** The address of the log under a filter; always its first page. */
export function auditHref(slug: string, filter: AuditFilter): string {
  const { action = null, actor = null, target = null } = filter;
  return auditQuery(`/${slug}/audit-log`, { action, actor, target });
}

/** The address of the log from one event on, open at it. Where it is missing, from the one after it on. */
export function eventHref(slug: string, sequence: number, missing = false): string {
  return `/${slug}/audit-log?at=${sequence + (missing ? 2 : 1)}&event=${sequence}`;
}
