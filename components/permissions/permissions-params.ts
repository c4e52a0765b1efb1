import {
  createLoader,
  createSerializer,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

const permissionsParams = {
  view: parseAsStringLiteral(["permissions", "roles"] as const).withDefault("permissions"),
  q: parseAsString.withDefault(""),
  administrative: parseAsBoolean.withDefault(false),
  /** Of roles: those that name it. */
  permission: parseAsString.withDefault(""),
  cursor: parseAsString,
};

export const loadPermissionsParams = createLoader(permissionsParams);
export const permissionsQuery = createSerializer(permissionsParams);
export type PermissionsParams = Awaited<ReturnType<typeof loadPermissionsParams>>;
