import type { Scope } from "@/lib/platform/context";

export interface ScopeGroup {
  /** `keys` of `keys:*`. */
  resource: string;
  label: string;
  scopes: readonly { scope: Scope; label: string; note?: string }[];
}

const SHARED_NOTE = "Never where it is limited to APIs: these belong to the whole workspace";

/** What a root key may be given, in the order of a key's life. */
export const SCOPE_GROUPS: readonly ScopeGroup[] = [
  {
    resource: "keys",
    label: "Keys",
    scopes: [
      { scope: "keys:verify", label: "Verify", note: "What a backend or a gateway does on each request" },
      { scope: "keys:read", label: "List and read" },
      { scope: "keys:create", label: "Create", note: "Its answer holds the new secret" },
      { scope: "keys:update", label: "Change, disable, enable" },
      { scope: "keys:rotate", label: "Rotate", note: "Its answer holds the new secret" },
      { scope: "keys:revoke", label: "Revoke", note: "Final" },
    ],
  },
  {
    resource: "apis",
    label: "APIs",
    scopes: [
      { scope: "apis:read", label: "List and read" },
      { scope: "apis:create", label: "Create", note: SHARED_NOTE },
      { scope: "apis:update", label: "Change" },
      { scope: "apis:delete", label: "Delete" },
    ],
  },
  {
    resource: "identities",
    label: "Identities",
    scopes: [
      { scope: "identities:read", label: "List and read" },
      { scope: "identities:create", label: "Create", note: SHARED_NOTE },
      { scope: "identities:update", label: "Change" },
      { scope: "identities:delete", label: "Delete" },
    ],
  },
  {
    resource: "permissions",
    label: "Permissions",
    scopes: [
      { scope: "permissions:read", label: "List and read" },
      { scope: "permissions:create", label: "Create", note: SHARED_NOTE },
      { scope: "permissions:update", label: "Change" },
      { scope: "permissions:delete", label: "Delete" },
    ],
  },
  {
    resource: "roles",
    label: "Roles",
    scopes: [
      { scope: "roles:read", label: "List and read" },
      { scope: "roles:create", label: "Create", note: SHARED_NOTE },
      { scope: "roles:update", label: "Change", note: "Holds for every key that has the role" },
      { scope: "roles:delete", label: "Delete" },
    ],
  },
  {
    resource: "policies",
    label: "Policies",
    scopes: [
      { scope: "policies:read", label: "List and read" },
      { scope: "policies:update", label: "Create, change, delete" },
    ],
  },
  {
    resource: "ratelimits",
    label: "Limits without a key",
    scopes: [
      { scope: "ratelimits:take", label: "Take", note: "What a backend asks on each request" },
      { scope: "ratelimits:read", label: "List and read" },
      { scope: "ratelimits:update", label: "Change overrides", note: SHARED_NOTE },
    ],
  },
  { resource: "usage", label: "Usage", scopes: [{ scope: "usage:read", label: "Read" }] },
  { resource: "audit", label: "Audit log", scopes: [{ scope: "audit:read", label: "Read" }] },
  {
    resource: "root-keys",
    label: "Root keys",
    scopes: [
      { scope: "root-keys:read", label: "List and read" },
      { scope: "root-keys:create", label: "Create", note: "Never with more than it has itself" },
      { scope: "root-keys:update", label: "Change", note: "Never to more than it has itself" },
      { scope: "root-keys:rotate", label: "Rotate", note: "None that may do more than itself" },
      { scope: "root-keys:revoke", label: "Revoke", note: "Final" },
    ],
  },
  {
    resource: "workspace",
    label: "Workspace",
    scopes: [{ scope: "workspace:update", label: "Change" }],
  },
];

const READING: readonly Scope[] = [
  "apis:read",
  "audit:read",
  "identities:read",
  "keys:read",
  "root-keys:read",
  "usage:read",
];

export type PresetName = "verify" | "read" | "full" | "chosen";

export const PRESETS: Record<Exclude<PresetName, "chosen">, readonly string[]> = {
  verify: ["keys:verify"],
  read: READING,
  full: ["*"],
};

const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((name) => b.includes(name));

export function presetOf(permissions: readonly string[]): PresetName {
  if (sameSet(PRESETS.full, permissions)) return "full";
  if (sameSet(PRESETS.verify, permissions)) return "verify";
  return sameSet(PRESETS.read, permissions) ? "read" : "chosen";
}

/** The preset's name where a set of permissions is one, for lists: “Verify only”. */
export function presetLabel(permissions: readonly string[]): string | null {
  return { full: "Full", verify: "Verify only", read: "Read only", chosen: null }[presetOf(permissions)];
}

const wildcard = (scope: string) => `${scope.slice(0, scope.indexOf(":"))}:*`;

/** Does a set of permissions hold this one, by itself or by a wildcard? */
export function holds(permissions: ReadonlySet<string>, scope: string): boolean {
  return permissions.has("*") || permissions.has(scope) || permissions.has(wildcard(scope));
}

/** The set with one permission more or fewer; of a wildcard that is taken apart, the others stay. */
export function toggled(chosen: ReadonlySet<string>, scope: string, on: boolean): Set<string> {
  const next = new Set(chosen);
  if (on) return next.add(scope);
  const group = SCOPE_GROUPS.find((each) => each.scopes.some((one) => one.scope === scope));
  if (next.delete(wildcard(scope))) for (const one of group?.scopes ?? []) next.add(one.scope);
  next.delete(scope);
  return next;
}

/** The set with all of a resource, later permissions too, or none of it. */
export function wholeToggled(chosen: ReadonlySet<string>, group: ScopeGroup, on: boolean): Set<string> {
  const next = new Set(chosen);
  for (const { scope } of group.scopes) next.delete(scope);
  next.delete(`${group.resource}:*`);
  return on ? next.add(`${group.resource}:*`) : next;
}

/** What one set holds and the other does not. */
export function lost(before: readonly string[], after: readonly string[]): string[] {
  const [old, now] = [new Set(before), new Set(after)];
  return SCOPE_GROUPS.flatMap((group) => group.scopes.map((each) => each.scope)).filter(
    (scope) => holds(old, scope) && !holds(now, scope),
  );
}
