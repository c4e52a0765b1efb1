export interface AuditFilter {
  action?: string | undefined;
  actor?: string | undefined;
  target?: string | undefined;
}

/** The address of the log under a filter; always its first page. */
export function auditHref(slug: string, filter: AuditFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value) query.set(name, value);
  const text = query.toString();
  return `/${slug}/audit-log${text ? `?${text}` : ""}`;
}

/** The address of the log from one event on, open at it. Where it is missing, from the one after it on. */
export function eventHref(slug: string, sequence: number, missing = false): string {
  return `/${slug}/audit-log?at=${sequence + (missing ? 2 : 1)}&event=${sequence}`;
}
