import type { Config } from "../platform/config";

/** Ends each sentence that refuses a Server Action before it runs. The page shows such a sentence as it is. */
export const NOTHING_CHANGED = "Nothing was changed.";

/**
 * Why a Server Action called from a page of `origin` is refused, or null. With APP_URL set, only its own pages may call one:
 * a proxy may write any Host. Without it, the page must be of the host that was asked. A caller without an origin is no page.
 */
export function originFault(
  { appUrl, appUrlIsSet }: Pick<Config, "appUrl" | "appUrlIsSet">,
  origin: string | null,
  host: string | null,
): string | null {
  if (origin === null) return null;
  const page = URL.canParse(origin) ? new URL(origin) : null;
  if (appUrlIsSet ? page?.origin === appUrl : page?.host === host) return null;
  const from = page && page.origin !== "null" ? page.origin : "a page without an origin";
  return appUrlIsSet
    ? `This came from ${from}, but this server's address is ${appUrl} (APP_URL). Open ${appUrl} instead; if ${from} is right, set APP_URL to it.`
    : `This came from ${from}, but the server was asked for ${host ?? "no host"}. If ${from} is right, set APP_URL to it.`;
}
