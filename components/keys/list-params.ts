import {
  createLoader,
  createSerializer,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { scopeParams, scopeQuery } from "@/components/shell/scope-params";
import type { listKeys } from "@/lib/keys/list-keys";
import type { KEY_SORTS } from "@/lib/keys/schemas";

/** The views of the list, as the address names them. */
export const STATE_VIEWS = [
  { state: "active", label: "Active" },
  { state: "rotating", label: "Rotating" },
  { state: "expiring", label: "Expires in 30 d" },
  { state: "unused", label: "Never used" },
  { state: "disabled", label: "Disabled" },
  { state: "expired", label: "Expired" },
  { state: "revoked", label: "Revoked" },
] as const;

export type StateView = (typeof STATE_VIEWS)[number]["state"];
export type ListSort = (typeof KEY_SORTS)[number];
const SORTS = ["newest", "name", "lastUsed", "expiry"] as const satisfies readonly ListSort[];

/** What the list can be narrowed to beside its view, API, environment and search. Days are counted back from now. */
const FILTERS = {
  owner: parseAsString,
  permission: parseAsString,
  role: parseAsString,
  publishable: parseAsBoolean,
  administrative: parseAsBoolean,
  /** Created at most, and at least, this many days ago. */
  newer: parseAsInteger,
  older: parseAsInteger,
  /** Used within these days; used, but not within them. */
  used: parseAsInteger,
  idle: parseAsInteger,
  expires: parseAsInteger,
};

const listParams = {
  state: parseAsStringLiteral(STATE_VIEWS.map((view) => view.state)),
  q: parseAsString.withDefault(""),
  ...scopeParams,
  sort: parseAsStringLiteral(SORTS).withDefault("newest"),
  ...FILTERS,
  cursor: parseAsString,
};
export const loadKeyListParams = createLoader(listParams);
const listQuery = createSerializer(listParams);

export interface KeyFilters {
  owner: string | null;
  permission: string | null;
  role: string | null;
  publishable: boolean | null;
  administrative: boolean | null;
  newer: number | null;
  older: number | null;
  used: number | null;
  idle: number | null;
  expires: number | null;
}

export interface KeyListParams extends KeyFilters {
  state: StateView | null;
  q: string;
  env: "live" | "test";
  api: string | null;
  sort: ListSort;
  cursor: string | null;
}

export const NO_FILTERS: KeyFilters = {
  owner: null,
  permission: null,
  role: null,
  publishable: null,
  administrative: null,
  newer: null,
  older: null,
  used: null,
  idle: null,
  expires: null,
};

/** The list with something changed; a change of what is listed begins at its first page. */
export function listHref(slug: string, params: KeyListParams, change: Partial<KeyListParams>): string {
  return listQuery(`/${slug}/keys`, { ...params, cursor: null, ...change });
}

/** The file with all that the list shows. */
export function exportHref(slug: string, params: KeyListParams): string {
  return listQuery(`/${slug}/keys/export`, { ...params, cursor: null });
}

/** A key's page, which carries on where the list was. */
export function keyHref(slug: string, id: string, scope: Pick<KeyListParams, "env" | "api">): string {
  return scopeQuery(`/${slug}/keys/${id}`, { env: scope.env, api: scope.api });
}

type ListInput = NonNullable<Parameters<typeof listKeys>[1]>;

const DAY_MS = 86_400_000;
const flag = (value: boolean | null) => (value === null ? undefined : value ? "true" : "false");

/** What the address asks of the verb, without its view, order and place. What no filter can mean is left out. */
export function listInput(params: KeyListParams, now: number): ListInput {
  const ago = (days: number | null) =>
    days !== null && days >= 0 && days <= 36_500 ? new Date(now - days * DAY_MS).toISOString() : undefined;
  const given: { [Name in keyof ListInput]: ListInput[Name] | undefined } = {
    environment: params.env,
    search: params.q.slice(0, 255) || undefined,
    apiId: params.api?.slice(0, 64) || undefined,
    externalId: params.owner?.slice(0, 255) || undefined,
    permission: params.permission || undefined,
    role: params.role || undefined,
    publishable: flag(params.publishable),
    administrative: flag(params.administrative),
    createdAfter: ago(params.newer),
    createdBefore: ago(params.older),
    lastUsedAfter: ago(params.used),
    lastUsedBefore: ago(params.idle),
    expiresWithinDays: params.expires ?? undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The filters in force, each as its chip says it. */
export function filterWords(
  params: KeyListParams,
): { name: keyof KeyFilters; label: string; value: string }[] {
  const days = (count: number) => `${count} d`;
  const all = {
    owner: params.owner && { label: "Owner is", value: params.owner },
    permission: params.permission && { label: "May", value: params.permission },
    role: params.role && { label: "Role is", value: params.role },
    publishable: params.publishable !== null && {
      label: "Publishable is",
      value: params.publishable ? "yes" : "no",
    },
    administrative: params.administrative && { label: "Administrative is", value: "yes" },
    newer: params.newer !== null && { label: "Created within", value: days(params.newer) },
    older: params.older !== null && { label: "Created before", value: `${days(params.older)} ago` },
    used: params.used !== null && { label: "Used within", value: days(params.used) },
    idle: params.idle !== null && { label: "Not used for", value: days(params.idle) },
    expires: params.expires !== null && { label: "Expires within", value: days(params.expires) },
  };
  return (Object.keys(all) as (keyof KeyFilters)[]).flatMap((name) => {
    const words = all[name];
    return words ? [{ name, ...words }] : [];
  });
}
