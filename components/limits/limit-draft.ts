import { numberOf } from "@/components/forms/number-of";
import type { LimitDraft } from "@/components/keys/actions";
import type { LimitAlgorithm } from "@/lib/ratelimit/limiter";
import { splitWindow, UNIT_MS, type WindowUnit } from "./limit-words";

/** One limit as its fields hold it. */
export interface LimitFields {
  name: string;
  limit: string;
  count: string;
  unit: WindowUnit;
  algorithm: LimitAlgorithm;
  /** Of a token bucket; empty: the limit. */
  burst: string;
  autoApply: boolean;
}

export const NEW_LIMIT: LimitFields = {
  name: "requests",
  limit: "100",
  count: "1",
  unit: "minute",
  algorithm: "sliding_window",
  burst: "",
  autoApply: true,
};

/** What is sent; what is no number is left to the server to name. */
export function limitOf(fields: LimitFields): LimitDraft {
  const { algorithm, burst } = fields;
  return {
    name: fields.name.trim(),
    limit: numberOf(fields.limit),
    windowMs: numberOf(fields.count) * UNIT_MS[fields.unit],
    ...(algorithm === "sliding_window" ? {} : { algorithm }),
    ...(algorithm === "token_bucket" && burst.trim() ? { burst: numberOf(burst) } : {}),
    autoApply: fields.autoApply,
  };
}

export function fieldsOf(limit: LimitDraft): LimitFields {
  const { count, unit } = splitWindow(limit.windowMs);
  return {
    name: limit.name,
    limit: String(limit.limit),
    count: String(count),
    unit,
    algorithm: limit.algorithm ?? "sliding_window",
    burst: limit.burst === undefined ? "" : String(limit.burst),
    autoApply: limit.autoApply ?? true,
  };
}
