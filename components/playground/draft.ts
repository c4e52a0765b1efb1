import { createLoader, parseAsString } from "nuqs/server";
import type { PickedKey } from "@/components/usage/key-picker";
import { parsePermissionQuery } from "@/lib/permissions/query";
import { looksForeign, mayBeInAddress, secretIn } from "@/lib/platform/secret-form";
import type { CheckRequest } from "./actions";

/** The form as it is typed. */
export interface Draft {
  key: PickedKey | null;
  /** A pasted value; null while a key is chosen instead. It is in no address and in no list. */
  secret: string | null;
  permissions: string;
  ip: string;
  origin: string;
  limit: string;
  limitCost: string;
  cost: string;
  tag: string;
}

const isWholeNumber = (text: string) => /^\d{1,9}$/.test(text);
const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text;
const isAddress = (text: string) =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(text) || (/^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`));

/**
 * The fields that stand in the address, each only where it reads as what it is for. A limit's name and a tag may be any
 * text, and so a secret pasted by mistake: they are in no address.
 */
const SHARED = {
  permissions: (text: string) => "query" in parsePermissionQuery(text),
  ip: isAddress,
  origin: isOrigin,
  limitCost: isWholeNumber,
  cost: isWholeNumber,
} satisfies Partial<Record<keyof Draft, (text: string) => boolean>>;
const SHARED_FIELDS = Object.keys(SHARED) as (keyof typeof SHARED)[];

export const loadPlaygroundParams = createLoader({
  key: parseAsString,
  permissions: parseAsString,
  ip: parseAsString,
  origin: parseAsString,
  limitCost: parseAsString,
  cost: parseAsString,
});
type PlaygroundParams = Awaited<ReturnType<typeof loadPlaygroundParams>>;

export function draftOf(params: PlaygroundParams, key: PickedKey | null): Draft {
  const draft: Draft = { ...EMPTY, key };
  for (const field of SHARED_FIELDS) draft[field] = params[field] ?? "";
  return draft;
}

const EMPTY: Draft = {
  key: null,
  secret: null,
  permissions: "",
  ip: "",
  origin: "",
  limit: "",
  limitCost: "",
  cost: "",
  tag: "",
};

/** The address that brings this form back, as far as it may be in one. */
export function addressOf(draft: Draft, current: URL): string {
  const url = new URL(current);
  if (draft.secret === null && draft.key) url.searchParams.set("key", draft.key.id);
  else url.searchParams.delete("key");
  for (const field of SHARED_FIELDS) {
    const text = draft[field].trim();
    if (text && SHARED[field](text) && mayBeInAddress(text) && !looksForeign(text))
      url.searchParams.set(field, text);
    else url.searchParams.delete(field);
  }
  return url.pathname + url.search;
}

/** What a backend would send, without the key. */
export function bodyOf(draft: Draft): Omit<CheckRequest, "key" | "keyId"> {
  const text = (field: keyof typeof SHARED | "limit" | "tag") => draft[field].trim();
  const limit = text("limit");
  const limitCost = text("limitCost");
  return {
    ...(text("permissions") ? { permissions: text("permissions") } : {}),
    ...(limit ? { ratelimits: [{ name: limit, ...(limitCost ? { cost: Number(limitCost) } : {}) }] } : {}),
    ...(text("cost") ? { cost: Number(text("cost")) } : {}),
    ...(text("ip") ? { ip: text("ip") } : {}),
    ...(text("origin") ? { origin: text("origin") } : {}),
    ...(text("tag") ? { tags: [text("tag")] } : {}),
  };
}

/** The request of the dry run. */
export function requestOf(draft: Draft): CheckRequest {
  const presented = draft.secret === null ? { keyId: draft.key?.id ?? "" } : { key: draft.secret.trim() };
  return { ...presented, ...bodyOf(draft) };
}

/** A pasted value as it may be shown: the start and end that lists show too, or nothing of it. */
export function elided(secret: string): string {
  const known = secretIn(secret);
  if (known.kind !== "key") return "pasted value";
  const start = /^[a-z][a-z0-9]*_(?:live|test)_.{4}/.exec(known.secret)?.[0] ?? "";
  return `${start}…${known.secret.slice(-4)}`;
}

/** A call of the same verification, with the key in a variable: a secret is never written out. */
export function curlOf(draft: Draft, appUrl: string): string {
  // A quote would end the shell's string.
  const rest = JSON.stringify(bodyOf(draft)).slice(1, -1).replaceAll("'", "'\\''");
  const body = `'{"key":"'"$KEY"'"${rest ? `,${rest}` : ""}}'`;
  return `curl -s ${appUrl}/api/v1/keys/verify \\
  -H "Authorization: Bearer $LATCHKEY_ROOT_KEY" \\
  -H "Content-Type: application/json" \\
  -d ${body}`;
}
