import { type CreditsFieldsDraft, creditsOf, NO_CREDITS } from "@/components/credits/credits-draft";
import { NEW_LIMIT } from "@/components/limits/limit-draft";
import { type LimitRow, limitsOf } from "@/components/limits/limit-rows";
import { LIMIT_PRESETS, type LimitPreset } from "@/components/limits/limit-words";
import type { KeyDraft } from "./actions";
import { type ExpiryDraft, expiryOf } from "./expiry";
import { readMetadata } from "./metadata-field";

/** What has been filled in so far. */
export interface CreateFields {
  name: string;
  apiId: string;
  environment: "live" | "test";
  /** Null: the API's default, also after another API was chosen. */
  prefix: string | null;
  externalId: string;
  permissions: string[];
  roles: string[];
  expiry: ExpiryDraft;
  limit: { preset: LimitPreset; own: LimitRow[] };
  credits: CreditsFieldsDraft;
  ipAllowlist: string[];
  publishable: boolean;
  allowedOrigins: string[];
  metadata: string;
}

export function emptyFields(apiId: string, environment: "live" | "test"): CreateFields {
  return {
    name: "",
    apiId,
    environment,
    prefix: null,
    externalId: "",
    permissions: [],
    roles: [],
    expiry: { choice: "default", own: "" },
    limit: { preset: "none", own: [{ ...NEW_LIMIT, id: 0 }] },
    credits: NO_CREDITS,
    ipAllowlist: [],
    publishable: false,
    allowedOrigins: [],
    metadata: "",
  };
}

/** The permissions that a publishable key may have. */
export const readsOnly = (permissions: readonly string[]) =>
  permissions.filter((name) => /^[^*]+:read$/.test(name));

function chosenLimits({ preset, own }: CreateFields["limit"]): KeyDraft["ratelimits"] {
  if (preset === "own") return limitsOf(own);
  const chosen = LIMIT_PRESETS.find((each) => each.value === preset)?.limit;
  return chosen ? [{ name: NEW_LIMIT.name, ...chosen }] : [];
}

/** What is sent; null while the date of an own expiry is missing or the metadata is no JSON. */
export function draftOf(fields: CreateFields, zone: string, now: number): KeyDraft | null {
  const expiresAt = expiryOf(fields.expiry, zone, now);
  const metadata = readMetadata(fields.metadata);
  if (expiresAt === undefined || "fault" in metadata) return null;
  const { publishable, roles, ipAllowlist } = fields;
  const prefix = fields.prefix?.trim();
  const externalId = fields.externalId.trim();
  const credits = creditsOf(fields.credits);
  return {
    apiId: fields.apiId,
    name: fields.name,
    environment: fields.environment,
    ...(prefix && !publishable ? { prefix } : {}),
    ...(externalId ? { externalId } : {}),
    permissions: fields.permissions,
    ...(roles.length > 0 && !publishable ? { roles } : {}),
    ...(fields.expiry.choice === "default" ? {} : { expiresAt }),
    ratelimits: chosenLimits(fields.limit),
    ...(credits ? { credits } : {}),
    ...(ipAllowlist.length > 0 ? { ipAllowlist } : {}),
    ...(publishable ? { publishable, allowedOrigins: fields.allowedOrigins } : {}),
    ...(Object.keys(metadata.value).length > 0 ? { metadata: metadata.value } : {}),
  };
}
