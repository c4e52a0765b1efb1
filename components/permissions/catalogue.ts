import { permissionSet } from "@/lib/platform/permission";

/** The actions of each resource, in alphabetical order; wildcards are no actions. */
export function resourcesOf(names: readonly string[]): { resource: string; actions: string[] }[] {
  const resources = new Map<string, Set<string>>();
  for (const name of names) {
    const at = name.indexOf(":");
    if (at < 1) continue;
    const [resource, action] = [name.slice(0, at), name.slice(at + 1)];
    const actions = resources.get(resource) ?? new Set();
    if (action !== "*") actions.add(action);
    resources.set(resource, actions);
  }
  return [...resources]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([resource, actions]) => ({ resource, actions: [...actions].sort() }));
}

/** `exact` is named itself; `wildcard` comes with `resource:*` or `*`. */
export type Grant = "exact" | "wildcard" | "none";

export function grantOf(values: readonly string[], resource: string, action: string): Grant {
  const set = permissionSet(values);
  if (set.all || set.resources.has(resource)) return "wildcard";
  return set.exact.has(`${resource}:${action}`) ? "exact" : "none";
}

/** With a permission, or without it. A wildcard takes the place of what it covers. */
export function withPermission(values: readonly string[], name: string, on: boolean): string[] {
  if (!on) return values.filter((value) => value !== name);
  const resource = name.endsWith(":*") ? name.slice(0, -1) : null;
  const rest = values.filter((value) => value !== name && !(resource && value.startsWith(resource)));
  return [...rest, name].sort();
}
