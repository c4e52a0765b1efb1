import { resourcesOf } from "./catalogue";

export const PRESETS = ["full", "read-only", "restricted", "custom"] as const;
export type Preset = (typeof PRESETS)[number];
export const LEVELS = ["none", "read", "write"] as const;
export type Level = (typeof LEVELS)[number];

const READS = new Set(["read", "list", "get", "view"]);
const sorted = (names: readonly string[]) => [...new Set(names)].sort();

/** The permissions of a level of access to one resource: what reads of it, or all that is offered of it. */
function ofLevel({ resource, actions }: ReturnType<typeof resourcesOf>[number], level: Level): string[] {
  if (level === "none") return [];
  const reads = actions.filter((action) => READS.has(action));
  const chosen = level === "read" ? (reads.length > 0 ? reads : ["read"]) : actions;
  return chosen.map((action) => `${resource}:${action}`);
}

/** Whether there is more than reading to be had of a resource. */
export function writable(offered: readonly string[], resource: string): boolean {
  const found = resourcesOf(offered).find((each) => each.resource === resource);
  return found?.actions.some((action) => !READS.has(action)) ?? false;
}

/** What a preset gives of that which an API offers. */
export function presetPermissions(preset: "full" | "read-only", offered: readonly string[]): string[] {
  return sorted(
    resourcesOf(offered).flatMap((each) =>
      preset === "full" ? `${each.resource}:*` : ofLevel(each, "read"),
    ),
  );
}

/** The level of each resource, or null where the permissions are none that levels give. */
export function levelsOf(values: readonly string[], offered: readonly string[]): Map<string, Level> | null {
  const levels = new Map<string, Level>();
  for (const each of resourcesOf(offered)) {
    const own = sorted(values.filter((value) => value.startsWith(`${each.resource}:`)));
    const level = (["none", "read", "write"] as const).find(
      (one) => sorted(ofLevel(each, one)).join() === own.join(),
    );
    if (!level) return null;
    levels.set(each.resource, level);
  }
  const covered = values.every((value) => levels.has(value.slice(0, value.indexOf(":"))));
  return covered ? levels : null;
}

/** The permissions with one resource at another level. */
export function atLevel(
  values: readonly string[],
  offered: readonly string[],
  resource: string,
  level: Level,
): string[] {
  const found = resourcesOf(offered).find((each) => each.resource === resource);
  const rest = values.filter((value) => !value.startsWith(`${resource}:`));
  return sorted([...rest, ...(found ? ofLevel(found, level) : [])]);
}

/** Which preset these permissions are. */
export function presetOf(values: readonly string[], offered: readonly string[]): Preset {
  const own = sorted(values).join();
  if (own === "") return "restricted";
  if (own === presetPermissions("full", offered).join()) return "full";
  if (own === presetPermissions("read-only", offered).join()) return "read-only";
  return levelsOf(values, offered) ? "restricted" : "custom";
}
