import { createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** What the shell keeps in the address: environment and API. */
export const scopeParams = {
  env: parseAsStringLiteral(["live", "test"] as const).withDefault("live"),
  api: parseAsString,
};

/** An address with an environment and an API. */
export const scopeQuery = createSerializer(scopeParams);
