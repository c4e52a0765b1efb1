import type { Config } from "../platform/config";

/** Cookies are for HTTPS alone wherever the product is served over it; plain HTTP is for one's own machine. */
export function secureCookies(config: Pick<Config, "appUrl">): boolean {
  return config.appUrl.startsWith("https:");
}
