import type { Scope } from "@/lib/context";

export interface ScopeGroup {
  /** `keys` of `keys:*`. */
  resource: string;
  label: string;
  scopes: readonly { scope: Scope; label: string; note?: string }[];
}

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
      { scope: "apis:create", label: "Create" },
      { scope: "apis:update", label: "Change" },
      { scope: "apis:delete", label: "Delete" },
    ],
  },
  {
    resource: "root-keys",
    label: "Root keys",
    scopes: [
      { scope: "root-keys:read", label: "List and read" },
      { scope: "root-keys:create", label: "Create", note: "Never with more than it has itself" },
      { scope: "root-keys:update", label: "Change" },
      { scope: "root-keys:rotate", label: "Rotate" },
      { scope: "root-keys:revoke", label: "Revoke", note: "Final" },
    ],
  },
  {
    resource: "more",
    label: "The rest",
    scopes: [
      { scope: "identities:read", label: "Read identities" },
      { scope: "usage:read", label: "Read usage" },
      { scope: "audit:read", label: "Read the audit log" },
      { scope: "workspace:update", label: "Change the workspace" },
    ],
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

/** The preset's name where a set of permissions is one, for lists: “Verify only”. */
export function presetLabel(permissions: readonly string[]): string | null {
  const same = (preset: readonly string[]) =>
    preset.length === permissions.length && preset.every((name) => permissions.includes(name));
  if (same(PRESETS.full)) return "Full";
  if (same(PRESETS.verify)) return "Verify only";
  return same(PRESETS.read) ? "Read only" : null;
}
