import { createLoader, createSerializer, parseAsString } from "nuqs/server";

const identitiesParams = { q: parseAsString.withDefault(""), cursor: parseAsString };

export const loadIdentitiesParams = createLoader(identitiesParams);
export const identitiesQuery = createSerializer(identitiesParams);
