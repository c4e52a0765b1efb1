import { Problem } from "../platform/errors/problem";

export const PUBLISHABLE_PREFIX = "pk";

type Wanted = {
  publishable: boolean;
  prefix: string;
  permissions: readonly string[];
  allowedOrigins: readonly string[];
};

function refuse(field: string, message: string): never {
  throw new Problem("invalid_request", `${field}: ${message}`, [{ field, message }]);
}

/** A publishable key is public: it only reads, only from given origins, and its prefix says what it is. */
export function checkPublishable(key: Wanted): void {
  if (!key.publishable) {
    if (key.prefix === PUBLISHABLE_PREFIX) refuse("prefix", "pk is for publishable keys only");
    if (key.allowedOrigins.length > 0) refuse("allowedOrigins", "are for publishable keys only");
    return;
  }
  if (key.prefix !== PUBLISHABLE_PREFIX) refuse("prefix", "must be pk for a publishable key");
  const index = key.permissions.findIndex((name) => !/^[^*]+:read$/.test(name));
  if (index >= 0)
    refuse(
      `permissions.${index}`,
      "must be a read permission (resource:read): anyone can see a publishable key",
    );
  if (key.allowedOrigins.length === 0) refuse("allowedOrigins", "must name at least one origin");
}
