import { type PermissionQuery, parsePermissionQuery } from "@/lib/permissions/query";
import type { Checked, CheckRequest, RemedyChange } from "./actions";

/** What would let the call through, as a button. */
export type Remedy =
  | {
      kind: "change";
      label: string;
      title: string;
      consequence: string;
      done: string;
      change: RemedyChange;
    }
  | { kind: "dialog"; label: string; dialog: "expiry" | "limits" }
  | { kind: "field"; label: string; field: "ip" | "origin" | "secret" }
  /** Checks the newest secret of the key in place of the one that was pasted. */
  | { kind: "newest"; label: string }
  | { kind: "link"; label: string; href: string };

/** The fewest permissions that are left to give; of alternatives, the first with the fewest. */
export function missingOf(query: PermissionQuery, has: (name: string) => boolean): string[] {
  if (query.kind === "permission") return has(query.name) ? [] : [query.name];
  const parts = query.parts.map((part) => missingOf(part, has));
  if (query.kind === "and") return [...new Set(parts.flat())];
  return parts.reduce((best, part) => (part.length < best.length ? part : best));
}

/** What the key lacks for the query that was asked. */
export function lacking({ explanation }: Checked, request: CheckRequest): string[] {
  const parsed = parsePermissionQuery(request.permissions ?? "");
  if ("error" in parsed) return [];
  const has = new Set(explanation.permissions?.filter((one) => one.has).map((one) => one.name));
  return missingOf(parsed.query, (name) => has.has(name));
}

const plus = (list: readonly string[], more: readonly string[]) => [...new Set([...list, ...more])];

export function remedyOf(slug: string, checked: Checked, request: CheckRequest): Remedy | null {
  const { answer } = checked.explanation;
  const { key } = checked;
  if (answer.code === "NOT_FOUND") return { kind: "field", field: "secret", label: "Paste it again" };
  if (!key) return null;
  const page = `/${slug}/keys/${key.id}`;
  switch (answer.code) {
    case "REVOKED":
      return { kind: "link", label: "Create another key", href: `/${slug}/keys?create=1` };
    case "DISABLED":
      return {
        kind: "change",
        label: "Enable",
        title: `Enable ${key.name}?`,
        consequence: "Its calls are allowed again from the next one on.",
        done: `${key.name} is enabled`,
        change: { enabled: true },
      };
    case "EXPIRED":
      return key.state === "expired"
        ? { kind: "dialog", label: "Extend expiry", dialog: "expiry" }
        : { kind: "newest", label: "Check the newest secret" };
    case "FORBIDDEN_IP":
      return allowOf(checked, request);
    case "INSUFFICIENT_PERMISSIONS": {
      const names = lacking(checked, request);
      const what = names.join(" and ");
      return {
        kind: "change",
        label: `Add ${what}`,
        title: `Add ${what} to ${key.name}?`,
        consequence: "Every holder of the key may do that from the next call on.",
        done: `${key.name} has ${what} now`,
        change: { permissions: plus(key.permissions, names) },
      };
    }
    case "RATE_LIMITED": {
      const own = answer.ratelimits.some(
        (limit) => limit.exceeded && key.ratelimits.some(({ name }) => name === limit.name),
      );
      return own
        ? { kind: "dialog", label: "Change the limits", dialog: "limits" }
        : { kind: "link", label: "Open the key's limits", href: page };
    }
    case "CREDITS_EXHAUSTED":
      return { kind: "link", label: "Open the key's credits", href: page };
    default:
      return null;
  }
}

/** Addresses and origins share a code; a publishable key can be bound to both. */
function allowOf({ key }: Checked, { ip, origin }: CheckRequest): Remedy | null {
  if (!key) return null;
  const originFits = !key.publishable || (origin !== undefined && key.allowedOrigins.includes(origin));
  const byAddress = key.ipAllowlist.length > 0 && originFits;
  const value = byAddress ? ip : origin;
  if (value === undefined)
    return byAddress
      ? { kind: "field", field: "ip", label: "Give an address" }
      : { kind: "field", field: "origin", label: "Give an origin" };
  return {
    kind: "change",
    label: `Allow ${value}`,
    title: `Allow ${value} for ${key.name}?`,
    consequence: `Calls from ${value} are allowed from the next one on; all others stay as they are.`,
    done: `${key.name} allows ${value}`,
    change: byAddress
      ? { ipAllowlist: plus(key.ipAllowlist, [value]) }
      : { allowedOrigins: plus(key.allowedOrigins, [value]) },
  };
}
