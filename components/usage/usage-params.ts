import {
  createLoader,
  createSerializer,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { scopeParams } from "@/components/shell/scope-params";
import { OUTCOME_ORDER } from "@/components/ui/outcomes";

export const RANGES = ["1h", "24h", "7d", "30d", "own"] as const;
export type RangeName = (typeof RANGES)[number];
export const TABLE_GROUPS = ["outcome", "key", "api", "owner"] as const;
export type TableGroup = (typeof TABLE_GROUPS)[number];

/** The range, in the addresses of the overview and of usage alike; `from` and `to` are RFC 3339. */
export const rangeParams = {
  range: parseAsStringLiteral(RANGES).withDefault("7d"),
  from: parseAsString,
  to: parseAsString,
};

/** An address with another range. */
export const rangeQuery = createSerializer(rangeParams);

export const usageParams = {
  ...rangeParams,
  ...scopeParams,
  interval: parseAsStringLiteral(["auto", "minute", "15m", "hour", "day"] as const).withDefault("auto"),
  tz: parseAsString,
  compare: parseAsBoolean.withDefault(true),
  by: parseAsStringLiteral(TABLE_GROUPS).withDefault("outcome"),
  code: parseAsStringLiteral(OUTCOME_ORDER),
  key: parseAsString,
  owner: parseAsString,
  tag: parseAsString,
};

/** The query of the explorer's address: `?range=24h&by=key`, or nothing. */
export const usageQuery = createSerializer(usageParams);
export const loadUsageParams = createLoader(usageParams);
export const loadOverviewParams = createLoader({ ...rangeParams, ...scopeParams });
export type UsageParams = Awaited<ReturnType<typeof loadUsageParams>>;
