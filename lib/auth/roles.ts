import type { MEMBER_ROLES } from "@/db/schema";
import { SCOPES } from "../platform/context";
import { type PermissionSet, permissionSet } from "../platform/permission";

export type Role = (typeof MEMBER_ROLES)[number];

const GRANTED: Record<Role, readonly string[]> = {
  owner: ["*"],
  admin: ["*"],
  developer: [
    "keys:*",
    "apis:*",
    "identities:*",
    "permissions:*",
    "roles:*",
    "policies:read",
    "ratelimits:*",
    "usage:*",
    "audit:*",
  ],
  viewer: SCOPES.filter((scope) => scope.endsWith(":read")),
};

/** What a member may do in the workspace, in Latchkey's own permissions. */
export function scopesOf(role: Role): PermissionSet {
  return permissionSet(GRANTED[role]);
}
