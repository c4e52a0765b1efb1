import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

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

export const loadKeyListParams = createLoader({
  state: parseAsStringLiteral(STATE_VIEWS.map((view) => view.state)),
  q: parseAsString.withDefault(""),
  env: parseAsStringLiteral(["live", "test"] as const).withDefault("live"),
  api: parseAsString,
  cursor: parseAsString,
});

export interface KeyListParams {
  state: StateView | null;
  q: string;
  env: "live" | "test";
  api: string | null;
  cursor: string | null;
}

/** The list's address with something changed; a change of what is listed begins at its first page. */
export function listHref(slug: string, params: KeyListParams, change: Partial<KeyListParams>): string {
  const next = { ...params, cursor: null, ...change };
  const query = new URLSearchParams();
  if (next.state) query.set("state", next.state);
  if (next.q) query.set("q", next.q);
  if (next.env === "test") query.set("env", "test");
  if (next.api) query.set("api", next.api);
  if (next.cursor) query.set("cursor", next.cursor);
  const text = query.toString();
  return `/${slug}/keys${text ? `?${text}` : ""}`;
}

/** A key's page, which carries on where the list was. */
export function keyHref(slug: string, id: string, scope: Pick<KeyListParams, "env" | "api">): string {
  const query = new URLSearchParams();
  if (scope.env === "test") query.set("env", "test");
  if (scope.api) query.set("api", scope.api);
  const text = query.toString();
  return `/${slug}/keys/${id}${text ? `?${text}` : ""}`;
}
