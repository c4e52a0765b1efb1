/** First parts of addresses that are the product's own. */
const TAKEN = new Set([
  "account",
  "admin",
  "api",
  "apis",
  "assets",
  "auth",
  "docs",
  "health",
  "healthz",
  "help",
  "login",
  "logout",
  "metrics",
  "new",
  "oauth",
  "public",
  "readyz",
  "settings",
  "sign-in",
  "sign-out",
  "sign-up",
  "static",
  "status",
  "support",
  "well-known",
  "workspace",
  "workspaces",
]);
const MAX_CHARACTERS = 40;

/** A name as the first part of an address: “Northwind Freight” becomes `northwind-freight`. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_CHARACTERS)
    .replace(/^-+|-+$/g, "");
  if (!slug) return "team";
  return TAKEN.has(slug) ? `${slug}-team` : slug;
}
