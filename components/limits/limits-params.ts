import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { scopeParams } from "@/components/shell/scope-params";

export const LIMITED_RANGES = ["1h", "24h", "7d"] as const;

/** What the page of limits keeps in its address. */
const limitsParams = {
  ...scopeParams,
  range: parseAsStringLiteral(LIMITED_RANGES).withDefault("24h"),
  cursor: parseAsString,
};

export const limitsQuery = createSerializer(limitsParams);
export const loadLimitsParams = createLoader(limitsParams);
export type LimitsParams = Awaited<ReturnType<typeof loadLimitsParams>>;
