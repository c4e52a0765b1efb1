/** `resource:action`; an action may be `*`, and `*` alone is everything. */
export const PERMISSION_PATTERN = /^(?:\*|[A-Za-z0-9_.-]{1,64}:(?:\*|[A-Za-z0-9_.-]{1,64}))$/;

/** An entry of the catalogue: exact. Wildcards are for keys and roles. */
export const CATALOGUE_NAME = /^[A-Za-z0-9_.-]{1,64}:[A-Za-z0-9_.-]{1,64}$/;

/** A key's permissions, ready to be asked: exact names, resources granted whole, and everything. */
export type PermissionSet = { exact: ReadonlySet<string>; resources: ReadonlySet<string>; all: boolean };

export function permissionSet(granted: readonly string[]): PermissionSet {
  const resources = granted.filter((p) => p.endsWith(":*")).map((p) => p.slice(0, -2));
  return { exact: new Set(granted), resources: new Set(resources), all: granted.includes("*") };
}

/** Does the set cover `needed`? `orders:*` covers every action of `orders`, `*` everything. */
export function allows(set: PermissionSet, needed: string): boolean {
  if (set.all || set.exact.has(needed)) return true;
  return set.resources.size > 0 && set.resources.has(needed.slice(0, needed.indexOf(":")));
}
