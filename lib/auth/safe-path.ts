/** A path of this very site to go to after signing in; anything else is `/`. */
export function safePath(path: unknown): string {
  if (typeof path !== "string" || !path.startsWith("/")) return "/";
  // The browser's own reading decides: `//host`, `/\host` and tabs in between all name another site.
  const base = "http://latchkey.invalid";
  if (!URL.canParse(path, base)) return "/";
  const url = new URL(path, base);
  return url.origin === base ? `${url.pathname}${url.search}${url.hash}` : "/";
}
