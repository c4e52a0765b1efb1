import type { KeyDraft } from "./actions";
import { type ExpiryDraft, expiryOf } from "./expiry";
import { type LimitFields, limitOf, NEW_LIMIT } from "./limit-draft";
import { LIMIT_PRESETS, type LimitPreset } from "./limit-words";

/** What has been filled in so far. */
export interface CreateFields {
  name: string;
  apiId: string;
  environment: "live" | "test";
  /** Null: the API's default, also after another API was chosen. */
  prefix: string | null;
  externalId: string;
  permissions: string[];
  expiry: ExpiryDraft;
  limit: { preset: LimitPreset; own: LimitFields };
}

export function emptyFields(apiId: string, environment: "live" | "test"): CreateFields {
  return {
    name: "",
    apiId,
    environment,
    prefix: null,
    externalId: "",
    permissions: [],
    expiry: { choice: "none", own: "" },
    limit: { preset: "none", own: NEW_LIMIT },
  };
}

/** What is sent; null while the date of an own expiry is missing. */
export function draftOf(fields: CreateFields, zone: string, now: number): KeyDraft | null {
  const expiresAt = expiryOf(fields.expiry, zone, now);
  if (expiresAt === undefined) return null;
  const { preset, own } = fields.limit;
  const chosen = LIMIT_PRESETS.find((each) => each.value === preset)?.limit;
  const prefix = fields.prefix?.trim();
  const externalId = fields.externalId.trim();
  return {
    apiId: fields.apiId,
    name: fields.name,
    environment: fields.environment,
    ...(prefix ? { prefix } : {}),
    ...(externalId ? { externalId } : {}),
    permissions: fields.permissions,
    expiresAt,
    ratelimits: preset === "own" ? [limitOf(own)] : chosen ? [{ name: NEW_LIMIT.name, ...chosen }] : [],
  };
}
